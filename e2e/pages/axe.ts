import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const SERIOUS = ["serious", "critical"];

/**
 * What axe finds on the page, one line a place: everything, or only what is serious. In one frame, as our pages are, the way that it
 * calls legacy says the same in a third of the time: nothing is sent to a second page to be judged there.
 */
export async function faultsOf(page: Page, least: "serious" | "any" = "serious"): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ["violations"] })
    .analyze();
  return violations
    .filter(({ impact }) => least === "any" || SERIOUS.includes(impact ?? ""))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${page.url()} ${id} ${target.join(" ")}: ${failureSummary?.split("\n").slice(1, 2).join("")}`),
    );
}
