import { apiRoute } from "@/lib/loaders/api-route";
import { listProjects } from "@/lib/ops/list-projects";

export const GET = apiRoute((ctx) => listProjects({ ctx }));
