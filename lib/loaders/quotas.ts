import "server-only";
import { listPorts } from "@/lib/ops/list-ports";
import { listOwnQuotas, listQuotas } from "@/lib/ops/list-quotas";
import { listRunning } from "@/lib/ops/list-running";
import { readOverview } from "@/lib/ops/read-overview";
import { forPage } from "./page";

export const loadOwnQuotas = (environment: string) => forPage((ctx) => listOwnQuotas({ ctx, input: { environment } }));
export const loadQuotas = (environment: string) => forPage((ctx) => listQuotas({ ctx, input: { environment } }));
export const loadPorts = (environment: string) => forPage((ctx) => listPorts({ ctx, input: { environment } }));
export const loadOverview = (environment: string) => forPage((ctx) => readOverview({ ctx, input: { environment } }));
export const loadRunning = (environment: string) => forPage((ctx) => listRunning({ ctx, input: { environment } }));
