import "server-only";
import { listProjects } from "@/lib/ops/list-projects";
import { getAccess } from "@/lib/ops/view-access";
import { getProject } from "@/lib/ops/view-project";
import { forPage } from "./page";

export const loadProjects = () => forPage((ctx) => listProjects({ ctx }));
export const loadProject = (project: string) => forPage((ctx) => getProject({ ctx, input: { project } }));
export const loadAccess = (environment: string, stack: string) => forPage((ctx) => getAccess({ ctx, input: { environment, stack } }));
