import "server-only";
import type { KeptSearchMessage } from "@/lib/core/kept-logs";
import type { OpContext } from "@/lib/ops/context";
import { hitLimitOf, keptBeforeOf, keptFilterOf } from "@/lib/ops/kept-input";
import { downloadKept, searchKept } from "@/lib/ops/read-kept-logs";
import { logFileName } from "./log-file-name";
import { bytesBody, streamOf } from "./stream";

/** The stack of an address. */
export interface StackParams {
  environment: string;
  stack: string;
}

/** Hits as they are found, a line of JSON each, and how far the search has come; it ends with its reader. */
export async function keptSearchAnswer(ctx: OpContext, params: StackParams, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const said = await searchKept({ ctx, input: { ...params, filter: keptFilterOf(query), before: keptBeforeOf(query), limit: hitLimitOf(query) } });
  return new Response(streamOf(inLines(said, request.signal)), {
    headers: {
      "content-type": "application/x-ndjson; charset=utf-8",
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
      "x-accel-buffering": "no",
    },
  });
}

async function* inLines(said: AsyncIterable<KeptSearchMessage>, signal: AbortSignal): AsyncGenerator<string> {
  for await (const one of said) {
    if (signal.aborted) return;
    yield `${JSON.stringify(one)}\n`;
  }
}

/** `?gzip=1` is a packed file; without it a browser that can unpacks what it is sent. */
export async function keptDownloadAnswer(ctx: OpContext, params: StackParams, request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const filter = keptFilterOf(query);
  const asFile = query.get("gzip") === "1";
  const onTheWay = !asFile && /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  const pieces = await downloadKept({ ctx, input: { ...params, filter, gzip: asFile || onTheWay } });
  return new Response(bytesBody(pieces), {
    headers: {
      "content-type": asFile ? "application/gzip" : "text/plain; charset=utf-8",
      ...(onTheWay ? { "content-encoding": "gzip" } : {}),
      vary: "accept-encoding",
      "content-disposition": `attachment; filename="${logFileName(params.stack, filter)}${asFile ? ".gz" : ""}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
