import "server-only";
import type * as z from "zod";
import type { deployBody, reviewBody } from "@/lib/api/inputs";
import type { DeployTextInput, TextInput } from "@/lib/ops/deploy-text";

type Key = { environment: string; stack: string };

export const textOf = (
  key: Key,
  { composeText, rancherText = null, variables = {}, project = null, strategy = {}, dropped = {} }: z.output<typeof reviewBody>,
): TextInput => ({
  ...key,
  ...{ composeText, rancherText, variables, project, strategy, dropped },
});

export const deployTextOf = (key: Key, body: z.output<typeof deployBody>, mode: DeployTextInput["mode"]): DeployTextInput => ({
  ...textOf(key, body),
  mode,
  message: body.message ?? null,
  reviewedHash: body.reviewedHash ?? null,
  baseRevision: body.baseRevision ?? null,
  replaceCandidate: body.replaceCandidate ?? false,
});
