import "server-only";
import { readPolicy } from "@/lib/ops/read-policy";
import { forPage } from "./page";

export const loadPolicy = (environment: string) => forPage((ctx) => readPolicy({ ctx, input: { environment } }));
