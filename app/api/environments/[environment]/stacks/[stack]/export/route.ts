import { fail } from "@/lib/core/errors";
import { refusal } from "@/lib/loaders/api-route";
import { opContext } from "@/lib/loaders/context";
import { exportStack } from "@/lib/ops/list-revisions";

/** The compose file as a download; `?revision=3` for an older one, `?file=rancher-compose` for the second file, of which the first's header tells. */
export async function GET(request: Request, { params }: { params: Promise<{ environment: string; stack: string }> }): Promise<Response> {
  try {
    const query = new URL(request.url).searchParams;
    const asked = query.get("revision");
    const second = query.get("file") === "rancher-compose";
    const revision = asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) : null;
    const { name, composeText, rancherText } = await exportStack({ ctx: await opContext(), input: { ...(await params), revision } });
    if (second && rancherText === null) throw fail("NOT_FOUND", { what: "file" });
    const headers = {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.${second ? "rancher" : "docker"}-compose.yml"`,
      "x-spindle-files": rancherText === null ? "docker-compose" : "docker-compose rancher-compose",
      "cache-control": "private, no-store",
    };
    return new Response(second ? rancherText : composeText, { headers });
  } catch (error) {
    return refusal(error);
  }
}
