import { showSummary } from "@/lib/api/show";
import { ROUTES } from "@/lib/api/table";
import { isWithin } from "@/lib/core/api-tokens";
import { unpackList } from "@/lib/core/stack-list";
import { apiV1 } from "@/lib/loaders/api-v1";
import { listStacks } from "@/lib/ops/list-stacks";

/** By name; `after` is the last name of the page before. */
export const GET = apiV1(ROUTES.stacks, async ({ ctx, token, params, query: { filter = "", state, limit = 100, after } }) => {
  const { stacks } = unpackList(await listStacks({ ctx, input: params }));
  const meant = stacks
    .filter((one) => isWithin(token.only, { environment: one.environment, stack: one.name }))
    .filter((one) => one.name.includes(filter) && (state === undefined || one.state === state))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => after === undefined || name > after);
  const page = meant.slice(0, limit);
  return { body: { stacks: page.map(showSummary), next: meant.length > page.length ? (page.at(-1)?.name ?? null) : null } };
});
