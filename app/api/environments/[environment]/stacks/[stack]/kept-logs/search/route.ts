import { apiRoute } from "@/lib/loaders/api-route";
import { keptSearchAnswer } from "@/lib/loaders/kept-logs";

export const GET = apiRoute(keptSearchAnswer);
