"use client";
import { useState } from "react";
import type { AuditCheck } from "@/lib/core/audit";
import type { ChainVerdict } from "@/lib/core/audit-chain";
import { type Problem, problemOf, SpindleError } from "@/lib/core/errors";

export type VerifyState =
  | { state: "idle" }
  | { state: "checking"; rows: number; of: number }
  | { state: "checked"; verdict: ChainVerdict }
  | { state: "failed"; problem: Problem };

/** A check of the whole audit log on the server, told as it goes on. */
export function useVerify(): { state: VerifyState; verify: () => void } {
  const [state, setState] = useState<VerifyState>({ state: "idle" });
  const run = async () => {
    setState({ state: "checking", rows: 0, of: 0 });
    const response = await fetch("/api/audit/verify", { method: "POST", cache: "no-store" });
    if (!response.ok || !response.body) throw new SpindleError({ code: "UNKNOWN", data: {} });
    for await (const said of lines(response.body)) setState("verdict" in said ? { state: "checked", verdict: said.verdict } : { state: "checking", ...said });
  };
  return { state, verify: () => void run().catch((error: unknown) => setState({ state: "failed", problem: problemOf(error) })) };
}

async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<AuditCheck> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let rest = "";
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    const parts = (rest + piece.value).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) yield JSON.parse(part) as AuditCheck;
  }
}
