import { type APIRequestContext, expect, type Page } from "@playwright/test";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { ReviewView, StackView } from "@/lib/core/views";
import { ENVIRONMENT, pasteCompose, stackAddress } from "./new-stack";
import { callAction } from "./server-actions";

/** No pause between batches: tests wait for conditions, not for an interval. */
export const QUICK: Strategy = { ...DEFAULT_STRATEGY, intervalSeconds: 0 };

/** The Compose tab with a new text and strategy in it, reviewed. Nothing has changed yet. */
export async function reviewUpgrade(page: Page, stack: string, compose: string, strategy: Partial<Strategy> = {}): Promise<void> {
  await page.goto(stackAddress(stack, "?tab=compose"));
  await pasteCompose(page, compose);
  await fillStrategy(page, { ...QUICK, ...strategy });
  await page.getByRole("button", { name: "Review" }).click();
  await expect(page.getByRole("status", { name: "Review status" })).toContainText("Reviewed");
}

async function fillStrategy(page: Page, { batchSize, intervalSeconds, healthDeadlineSeconds, onFailure, order }: Strategy): Promise<void> {
  const fields = page.getByRole("region", { name: "Strategy" });
  await fields.getByLabel("Batch size").fill(String(batchSize));
  await fields.getByLabel("Interval").fill(String(intervalSeconds));
  await fields.getByLabel("Health deadline").fill(String(healthDeadlineSeconds));
  await fields.getByRole("radio", { name: onFailure === "pause" ? "Pause" : "Roll back" }).check({ force: true });
  await fields.getByRole("radio", { name: order === "start-first" ? "Start first" : "Stop first" }).check({ force: true });
}

/** The button at the end of the Compose tab; the page of the stack opens. */
export async function pressUpgrade(page: Page, stack: string): Promise<void> {
  await page.getByRole("button", { name: "Upgrade", exact: true }).click();
  await page.waitForURL(`**${stackAddress(stack)}`);
}

/** Upgrades without a page: the two actions that the page would send. Throws what stops it. */
export async function upgradeByAction(
  api: APIRequestContext,
  baseURL: string,
  stack: string,
  composeText: string,
  strategy: Partial<Strategy> = {},
): Promise<void> {
  const input = { environment: ENVIRONMENT, stack, composeText, variables: {}, strategy: { ...QUICK, ...strategy } };
  const review = await callAction<ReviewView>(api, baseURL, "reviewAction", { ...input, isNew: false });
  if (!review.result?.ok || review.result.value.hash === null) throw new Error(`${stack} was refused in review: ${review.status} ${review.body}`);
  const reviewedHash = review.result.value.hash;
  const { revision } = (await (await api.get(`/api/environments/${ENVIRONMENT}/stacks/${stack}`)).json()) as StackView;
  const answer = await callAction(api, baseURL, "upgradeAction", { ...input, reviewedHash, message: null, baseRevision: revision, replaceCandidate: false });
  if (!answer.result?.ok) throw new Error(`${stack} was not upgraded: ${answer.status} ${answer.body}`);
}
