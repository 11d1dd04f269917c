import "server-only";
import { compareRevisions, getRevision, listHistory } from "@/lib/ops/list-revisions";
import { listStacks } from "@/lib/ops/list-stacks";
import { readClone } from "@/lib/ops/read-clone";
import { getStack, listEnvironments } from "@/lib/ops/view-stack";
import { forPage } from "./page";

export const loadEnvironments = () => forPage((ctx) => listEnvironments({ ctx }));
export const loadStacks = (environment: string) => forPage((ctx) => listStacks({ ctx, input: { environment } }));
export const loadStack = (environment: string, stack: string) => forPage((ctx) => getStack({ ctx, input: { environment, stack } }));
export const loadHistory = (environment: string, stack: string) => forPage((ctx) => listHistory({ ctx, input: { environment, stack } }));
export const loadRevision = (environment: string, stack: string, revision: number) =>
  forPage((ctx) => getRevision({ ctx, input: { environment, stack, revision } }));
export const loadComparison = (environment: string, stack: string, from: number, to: number) =>
  forPage((ctx) => compareRevisions({ ctx, input: { environment, stack, from, to } }));
/** What a clone of this stack begins with. */
export const loadClone = (environment: string, stack: string) => forPage((ctx) => readClone({ ctx, input: { environment, stack } }));
