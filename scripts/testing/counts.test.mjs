import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest } from "./counts.mjs";

const vitestReport = (numPassedTests, numFailedTests, testResults = []) => JSON.stringify({ numPassedTests, numFailedTests, numPendingTests: 0, testResults });
const playwrightReport = (stats) => JSON.stringify({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats } });

describe("a vitest stage", () => {
  test("adds up what its report says", () => {
    const files = [{ status: "failed", assertionResults: [{ status: "failed" }] }];
    expect(countVitest(vitestReport(7, 1, files), 1)).toMatchObject({ passed: 7, failed: 1 });
  });

  test("names what failed, with its reason", () => {
    const broken = { name: "b.test.ts", status: "failed", message: "no such module", assertionResults: [] };
    const file = {
      name: "a.test.ts",
      status: "failed",
      assertionResults: [{ status: "failed", fullName: "adds", failureMessages: ["1 is not 2"] }, { status: "passed" }],
    };
    expect(countVitest(vitestReport(1, 1, [file, broken]), 1).failures).toEqual([
      { name: "a.test.ts › adds", why: "1 is not 2" },
      { name: "b.test.ts", why: "no such module" },
    ]);
  });

  test("counts a file that could not be loaded as one failure", () => {
    expect(countVitest(vitestReport(7, 0, [{ status: "failed", assertionResults: [] }]), 1)).toMatchObject({ passed: 7, failed: 1 });
  });

  test.each([
    ["no report", null, 137],
    ["half a report", '{"numPassed', 137],
    ["an error outside of every test", vitestReport(7, 0), 1],
    ["no test at all", vitestReport(0, 0), 0],
  ])("is a failure with %s", (_case, report, exitCode) => {
    expect(countVitest(report, exitCode).failed).toBe(1);
  });
});

describe("a Playwright stage", () => {
  test("adds up what its report says, a flaky test as failed", () => {
    expect(countPlaywright(playwrightReport({ expected: 5, unexpected: 1, flaky: 1, skipped: 2 }), 1)).toMatchObject({ passed: 5, failed: 2, skipped: 2 });
  });

  test("names what failed, at any depth, with its first reason", () => {
    const spec = (title, ok, errors) => ({ title, ok, file: "x.spec.ts", line: 9, tests: [{ status: ok ? "expected" : "unexpected", results: [{ errors }] }] });
    const suites = [{ specs: [spec("fine", true, [])], suites: [{ specs: [spec("broken", false, [{ message: "gone" }, { message: "later" }])] }] }];
    const report = JSON.stringify({ stats: { expected: 1, unexpected: 1, flaky: 0, skipped: 0 }, suites });
    expect(countPlaywright(report, 1).failures).toEqual([{ name: "x.spec.ts:9 › broken", why: "gone" }]);
  });

  test.each([
    ["no report", null, 1],
    ["a server that did not start", playwrightReport({}), 1],
    ["no test at all", playwrightReport({}), 0],
  ])("is a failure with %s", (_case, report, exitCode) => {
    expect(countPlaywright(report, exitCode).failed).toBe(1);
  });
});
