"use client";
import { useMutation } from "@tanstack/react-query";
import type { ActionResult } from "@/lib/actions/result";
import { SpindleError } from "@/lib/core/errors";

/** Wraps a server action as a mutation whose error is a SpindleError with a typed problem. */
export function useAction<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  return useMutation<Output, SpindleError, Input>({
    mutationFn: async (input) => {
      const result = await action(input).catch((cause: unknown) => {
        throw new SpindleError({ code: "UNKNOWN", data: {} }, { cause });
      });
      if (result.ok) return result.value;
      throw new SpindleError(result.problem);
    },
  });
}
