import "server-only";
import { listRevisions } from "@/lib/ops/list-revisions";
import { readClone } from "@/lib/ops/read-clone";
import { getStack, listEnvironments, listStacks } from "@/lib/ops/view-stack";
import { forPage } from "./page";

export const loadEnvironments = () => forPage((ctx) => listEnvironments({ ctx }));
export const loadStacks = (environment: string) => forPage((ctx) => listStacks({ ctx, input: { environment } }));
export const loadStack = (environment: string, stack: string) => forPage((ctx) => getStack({ ctx, input: { environment, stack } }));
export const loadRevisions = (environment: string, stack: string) => forPage((ctx) => listRevisions({ ctx, input: { environment, stack } }));
/** What a clone of this stack begins with. */
export const loadClone = (environment: string, stack: string) => forPage((ctx) => readClone({ ctx, input: { environment, stack } }));
