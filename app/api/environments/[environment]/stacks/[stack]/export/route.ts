import { apiRoute } from "@/lib/loaders/api-route";
import { tarResponse } from "@/lib/loaders/archive";
import { exportArchive, exportHistory, exportRancher, exportStack } from "@/lib/ops/export-stack";
import { numberIn } from "@/lib/ops/number-in";

/** The compose file as a download; `?format=rancher`, `tar` and `git` for the rest, `?revision=3` for an older one. */
export const GET = apiRoute<{ environment: string; stack: string }>(async (ctx, key, request) => {
  const asked = new URL(request.url).searchParams;
  const input = { ...key, revision: numberIn(asked.get("revision")) };
  const format = asked.get("format");
  if (format === "tar" || format === "git") {
    const { name, pieces } = await (format === "git" ? exportHistory : exportArchive)({ ctx, input });
    return tarResponse(name, pieces);
  }
  const rancher = format === "rancher";
  const { name, text } = await (rancher ? exportRancher : exportStack)({ ctx, input });
  return new Response(text, {
    headers: {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.${rancher ? "rancher" : "docker"}-compose.yml"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
