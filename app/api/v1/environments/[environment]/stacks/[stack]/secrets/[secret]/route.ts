import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { writeSecret } from "@/lib/ops/write-secret";

export const PUT = apiV1(ROUTES.secret, async ({ ctx, params: { secret, ...stack }, body }) => {
  const content = body.base64 ?? Buffer.from(body.text ?? "").toString("base64");
  const { version } = await writeSecret({ ctx, input: { ...stack, name: secret, content } });
  return { body: { secret, version } };
});
