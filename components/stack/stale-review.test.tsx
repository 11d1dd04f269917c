// @vitest-environment happy-dom
import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { StaleReview } from "./stale-review";

const stale = (rendered: string | null) => ({ code: "STALE_REVIEW" as const, data: { reviewed: "a", current: "b", rendered } });

test("a review that is out of date shows what would be deployed now against what was reviewed", () => {
  render(<StaleReview problem={stale("web:\n  mem_limit: 32m\n")} reviewed={"web:\n  mem_limit: 512m\n"} />);
  expect(screen.getByRole("alert").textContent).toContain("Nothing was deployed");
  const lines = [...screen.getByRole("region", { name: "Reviewed and now" }).querySelectorAll("code")].map((code) => code.textContent);
  expect(lines).toEqual(["web:", "removed:   mem_limit: 512m", "added:   mem_limit: 32m"]);
});

test("without both texts it is said in words alone", () => {
  render(<StaleReview problem={stale(null)} reviewed="web:" />);
  expect(screen.queryAllByRole("region", { name: "Reviewed and now" }).length).toBeLessThan(2);
});
