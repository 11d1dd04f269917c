import "server-only";
import { getRuntime } from "@/lib/runtime";

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };
const words = (text: string, status = 200) => new Response(`${text}\n`, { status, headers: { ...HEADERS, "content-type": "text/plain; charset=utf-8" } });

/** The process answers: that is all it says. */
export const healthAnswer = (): Response => words("ok");

/** Engines may be away while Spindle is ready: pages say so, and nothing is lost. How they are is for whoever has the token. */
export async function readyAnswer(request: Request): Promise<Response> {
  const { selfWatch } = getRuntime();
  const [ready, engines] = await Promise.all([selfWatch.ready(), selfWatch.engines(request.headers.get("authorization"))]);
  const lines = [ready ? "ready" : "not ready", ...Object.entries(engines ?? {}).map(([name, state]) => `engine of ${name}: ${state}`)];
  return words(lines.join("\n"), ready ? 200 : 503);
}

export async function metricsAnswer(request: Request): Promise<Response> {
  const answer = await getRuntime().selfWatch.metrics(request.headers.get("authorization"));
  if (answer === null) return words("There is nothing here.", 404);
  return new Response(answer.text, { headers: { ...HEADERS, "content-type": answer.contentType } });
}
