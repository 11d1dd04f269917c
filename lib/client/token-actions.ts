"use client";
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { createTokenAction, revokeTokenAction } from "@/lib/actions/tokens";
import type { ApiTokenView } from "@/lib/core/api-tokens";
import { getJson, keys } from "./queries";
import { useAction } from "./use-action";

export const tokensQuery = () => queryOptions({ queryKey: keys.tokens, queryFn: ({ signal }) => getJson<ApiTokenView[]>("/api/tokens", signal) });

export function useCreateToken() {
  const client = useQueryClient();
  return useAction(async (input: Parameters<typeof createTokenAction>[0]) => {
    const result = await createTokenAction(input);
    void client.invalidateQueries({ queryKey: keys.tokens });
    return result;
  });
}

export function useRevokeToken() {
  const client = useQueryClient();
  return useAction(async (input: Parameters<typeof revokeTokenAction>[0]) => {
    const result = await revokeTokenAction(input);
    void client.invalidateQueries({ queryKey: keys.tokens });
    return result;
  });
}
