"use client";
import { useMutation } from "@tanstack/react-query";
import type { ActionResult } from "@/lib/actions/result";
import { SpindleError } from "@/lib/core/errors";
import { proveAgain } from "./prove-again";

/**
 * Wraps a server action as a mutation whose error is a SpindleError with a typed problem. Where the server wants to know once more who asks, the
 * dialog asks, and the action is sent again as it was: nothing typed is lost.
 */
export function useAction<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  return useMutation<Output, SpindleError, Input>({
    mutationFn: async (input) => {
      const ask = () =>
        action(input).catch((cause: unknown) => {
          throw new SpindleError({ code: "UNKNOWN", data: {} }, { cause });
        });
      const first = await ask();
      const again = !first.ok && first.problem.code === "REAUTHENTICATE" && (await proveAgain(first.problem.data));
      const result = again ? await ask() : first;
      if (result.ok) return result.value;
      throw new SpindleError(result.problem);
    },
  });
}
