import { openApiDocument } from "@/lib/api/openapi";

let text: string | null = null;

/** The same for everybody, and it says nothing of anybody: no token is asked for. */
export const GET = (): Response => {
  text ??= JSON.stringify(openApiDocument());
  return new Response(text, { headers: { "content-type": "application/json", "cache-control": "private, no-store" } });
};
