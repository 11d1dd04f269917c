/**
 * What a vitest JSON report says, never better than the exit code: a missing report, a test file that could not be
 * loaded, an error outside of any test and a run without tests are failures.
 */
export function countVitest(report, exitCode) {
  const result = parse(report);
  if (!result) return { passed: 0, failed: 1, note: `crashed with ${exitCode}` };
  const brokenFiles = result.testResults.filter((file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"));
  const count = { passed: result.numPassedTests, failed: result.numFailedTests + brokenFiles.length, skipped: result.numPendingTests };
  return settle({ ...count, failures: [...result.testResults.flatMap(failedOfFile), ...brokenFiles.map(brokenFile)] }, exitCode);
}

/** The same for a Playwright JSON report; a test that passed only when repeated counts as failed. */
export function countPlaywright(report, exitCode) {
  const result = parse(report);
  if (!result) return { passed: 0, failed: 1, note: `crashed with ${exitCode}` };
  const { expected, unexpected, flaky, skipped } = result.stats;
  return settle({ passed: expected, failed: unexpected + flaky, skipped, failures: (result.suites ?? []).flatMap(failedOfSuite) }, exitCode);
}

const failedOfFile = (file) =>
  file.assertionResults
    .filter((test) => test.status === "failed")
    .map((test) => ({ name: `${file.name} › ${test.fullName}`, why: test.failureMessages?.[0] ?? "" }));

const brokenFile = (file) => ({ name: file.name, why: file.message ?? "" });

const failedOfSuite = (suite) => [
  ...(suite.specs ?? []).filter((spec) => !spec.ok || spec.tests.some((test) => test.status === "flaky")).map(failedSpec),
  ...(suite.suites ?? []).flatMap(failedOfSuite),
];

const failedSpec = (spec) => ({
  name: `${spec.file}:${spec.line} › ${spec.title}`,
  why: spec.tests.flatMap((test) => test.results.flatMap((result) => result.errors.map((error) => error.message ?? "")))[0] ?? "",
});

function settle(count, exitCode) {
  if (count.failed > 0) return count;
  if (exitCode !== 0) return { ...count, failed: 1, note: `ended with ${exitCode} although no test failed` };
  if (count.passed === 0) return { ...count, failed: 1, note: "no test ran" };
  return count;
}

function parse(report) {
  try {
    return report === null ? null : JSON.parse(report);
  } catch {
    return null;
  }
}
