import { refusal } from "@/lib/loaders/api-route";
import { opContext } from "@/lib/loaders/context";
import { exportStack } from "@/lib/ops/list-revisions";

/** The compose file as a download; `?revision=3` for an older one. */
export async function GET(request: Request, { params }: { params: Promise<{ environment: string; stack: string }> }): Promise<Response> {
  try {
    const asked = new URL(request.url).searchParams.get("revision");
    const revision = asked !== null && /^\d{1,9}$/.test(asked) ? Number(asked) : null;
    const { name, composeText } = await exportStack({ ctx: await opContext(), input: { ...(await params), revision } });
    const headers = {
      "content-type": "application/yaml; charset=utf-8",
      "content-disposition": `attachment; filename="${name}.docker-compose.yml"`,
      "cache-control": "private, no-store",
    };
    return new Response(composeText, { headers });
  } catch (error) {
    return refusal(error);
  }
}
