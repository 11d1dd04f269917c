import "server-only";
import { listSecrets } from "@/lib/ops/list-secrets";
import { forPage } from "./page";

export const loadSecrets = (environment: string) => forPage((ctx) => listSecrets({ ctx, input: { environment } }));
