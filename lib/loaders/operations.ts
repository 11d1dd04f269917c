import "server-only";
import { getOperation, listOperations } from "@/lib/ops/list-operations";
import { forPage } from "./page";

export const loadOperations = (environment: string, stack: string | null) => forPage((ctx) => listOperations({ ctx, input: { environment, stack } }));
export const loadOperation = (operation: string) => forPage((ctx) => getOperation({ ctx, input: { operation } }));
