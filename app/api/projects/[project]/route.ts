import { apiRoute } from "@/lib/loaders/api-route";
import { getProject } from "@/lib/ops/view-project";

export const GET = apiRoute<{ project: string }>((ctx, { project }) => getProject({ ctx, input: { project } }));
