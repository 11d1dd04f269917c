import { apiRoute } from "@/lib/loaders/api-route";
import { downloadAnswer } from "@/lib/loaders/file-answer";
import { bodyOf, downloadInputOf, uploadInputOf } from "@/lib/loaders/file-request";
import { downloadFile, uploadFile } from "@/lib/ops/transfer-files";

type Params = { environment: string; stack: string; container: string };

/** A file as it is, or with `kind=folder` a folder as a tar. Sent no faster than it is taken; with `report=1` its last bytes say how it ended. */
export const GET = apiRoute<Params>(async (ctx, place, request) => {
  // Next would answer HEAD by this as well, and leave a stream that nobody reads.
  if (request.method !== "GET") return new Response(null, { status: 405, headers: { allow: "GET, PUT" } });
  const stop = new AbortController();
  request.signal.addEventListener("abort", () => stop.abort(), { once: true });
  const { report, ...input } = downloadInputOf(place, request);
  return downloadAnswer(await downloadFile({ ctx, input: { ...input, signal: stop.signal } }), { report, stop });
});

/** The body is the file; its length must be said. Taken no faster than the container takes it. */
export const PUT = apiRoute<Params>((ctx, place, request) =>
  uploadFile({ ctx, input: { ...uploadInputOf(place, request), content: bodyOf(request), signal: request.signal } }),
);
