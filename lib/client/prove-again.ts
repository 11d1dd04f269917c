"use client";
import type { ErrorPayloads } from "@/lib/core/errors";

export type ProofRequest = ErrorPayloads["REAUTHENTICATE"];
type Ask = (request: ProofRequest) => Promise<boolean>;

let asking: Ask | null = null;

/** The dialog of the page says that it is there. */
export function answerProofs(ask: Ask): () => void {
  asking = ask;
  return () => {
    if (asking === ask) asking = null;
  };
}

/** Has the person prove who they are; false when they would rather not, or nobody is there to ask. */
export const proveAgain: Ask = async (request) => (asking === null ? false : asking(request));
