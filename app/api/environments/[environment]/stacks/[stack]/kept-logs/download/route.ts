import { apiRoute } from "@/lib/loaders/api-route";
import { keptDownloadAnswer } from "@/lib/loaders/kept-logs";

export const GET = apiRoute(keptDownloadAnswer);
