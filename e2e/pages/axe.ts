import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

interface Violation {
  id: string;
  impact?: string | null;
  nodes: { target: unknown[]; failureSummary?: string }[];
}
type Axe = { run(options: object): Promise<{ violations: Violation[] }> };

/** The axe that comes with its package for Playwright, whose own way of calling it reads the whole program three times for each look. */
const AXE = readFileSync(createRequire(createRequire(import.meta.url).resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");
const SERIOUS = ["serious", "critical"];

/** What axe finds on the page, one line a place: everything, or only what is serious. */
export async function faultsOf(page: Page, least: "serious" | "any" = "serious"): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations: found } = await (window as unknown as { axe: Axe }).axe.run({ resultTypes: ["violations"] });
    return found.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, failureSummary }) => ({ target: target.join(" "), failureSummary })),
    }));
  });
  return violations
    .filter(({ impact }) => least === "any" || SERIOUS.includes(impact ?? ""))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${page.url()} ${id} ${target}: ${failureSummary?.split("\n").slice(1, 2).join("")}`),
    );
}
