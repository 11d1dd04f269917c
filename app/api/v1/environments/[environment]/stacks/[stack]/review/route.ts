import { showReview } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { apiV1 } from "@/lib/loaders/api-v1";
import { textOf } from "@/lib/loaders/text-of";
import { reviewText } from "@/lib/ops/deploy-text";

export const POST = apiV1(ROUTES.review, async ({ ctx, params, body }) => ({ body: showReview(await reviewText({ ctx, input: textOf(params, body) })) }));
