import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { Issue } from "@/lib/core/views";
import { BROKEN_TEXTS } from "@/lib/testing/rules/broken-texts";
import { markOf, marksIn } from "@/lib/testing/rules/marks";
import { RULE_SAMPLES, type RuleSample } from "@/lib/testing/rules/rule-samples";
import { rulesInSource } from "@/lib/testing/rules/rules-in-source";
import type { Listener } from "./listener";
import { parseCompose, parseComposeFiles } from "./parse-compose";
import { RANCHER_KEYS } from "./rancher/keys";
import { SECTIONS } from "./rancher/top-level";

const issuesOf = ({ text, options }: Pick<RuleSample, "text" | "options">): Issue[] => parseCompose(text, options).issues;
const brokenIssues = (text: string) => parseCompose(text, { stackName: "demo", variables: BIG, policy: DEFAULT_POLICY }).issues;
const BIG = { BIG: "x".repeat(100_000) };

/** Rules that no text alone brings about, by where they are tested; and one that the source could say and never does. */
const ELSEWHERE: Record<string, string> = {
  "document.too-much-work": "lib/reader/worker-reader.test.ts",
  "file.unreadable": "lib/testing/compose-check.test.ts",
  "yaml.unreadable": "only a mistake of ours brings it about; that it never comes is what lib/reader/mutated-files.faults.test.ts looks for",
  "policy.cap_drop": "the function that reads both lists refuses items of cap_add alone",
};

describe.each(RULE_SAMPLES.map((sample) => [sample.name, sample] as const))("%s", (_name, sample) => {
  const issues = issuesOf(sample);

  test("says what is marked, at its line and column, and nothing else", () => {
    const marks = [...marksIn(sample.text), ...marksIn(sample.rancherText ?? "", "rancher-compose.yml")];
    expect(issues.map(markOf)).toEqual(marks);
  });

  test("gives a reason, and underlines something", () => {
    for (const issue of issues) {
      expect(issue.short.length, issue.rule).toBeGreaterThan(3);
      expect(issue.message, issue.rule).toMatch(/^\S.{14,}[.)`"]/su);
      expect(issue.endLine > issue.line || issue.endColumn > issue.column, issue.rule).toBe(true);
    }
  });
});

describe("places hold", () => {
  const alone = RULE_SAMPLES.filter(({ rancherText, name }) => rancherText === null && !["old-format", "templates", "rancher"].includes(name));

  test.each(alone.map((sample) => [sample.name, sample] as const))("in %s with the line ends of Windows", (_name, sample) => {
    const text = sample.text.replaceAll("\n", "\r\n");
    expect(issuesOf({ ...sample, text }).map(markOf)).toEqual(marksIn(sample.text));
  });

  test.each(alone.map((sample) => [sample.name, sample] as const))("in %s as a second file", (name, { text, options }) => {
    const file = `${name}.yml`;
    const { issues } = parseComposeFiles(
      [
        { name: "base.yml", text: "x-note: n\n" },
        { name: file, text },
      ],
      options,
    );
    expect(issues.map(markOf)).toEqual(marksIn(text, file));
  });
});

const withFix = ({ text, rancherText, options }: RuleSample, { fix, file }: Issue): RuleSample => {
  const { from, to, insert, variable } = fix ?? { from: 0, to: 0, insert: "", variable: undefined };
  const mended = (whole: string) => whole.slice(0, from) + insert + whole.slice(to);
  const variables = { ...options.variables, ...(variable && { [variable.name]: variable.value }) };
  const second = file === undefined || rancherText === null ? rancherText : mended(rancherText);
  return { name: "", text: file === undefined ? mended(text) : text, rancherText: second, options: { ...options, variables, rancherText: second } };
};

const countOf = (issues: Issue[], rule: string): number => issues.filter((issue) => issue.rule === rule).length;

const fixable = RULE_SAMPLES.flatMap((sample) =>
  issuesOf(sample).flatMap((issue) => (issue.fix ? [[`${sample.name}, line ${issue.line}: ${issue.fix.label}`, sample, issue] as const] : [])),
);

describe("every fix", () => {
  test.each(fixable)("of %s: mends what it is offered for, and brings nothing worse", (_name, sample, issue) => {
    const before = issuesOf(sample);
    const after = issuesOf(withFix(sample, issue));
    expect(countOf(after, issue.rule)).toBe(countOf(before, issue.rule) - 1);
    // A secret that is declared now wants its text, which is typed beside the file.
    for (const { rule, severity } of after)
      if (severity === "error" && rule !== "secret.unset") expect(countOf(after, rule), rule).toBeLessThanOrEqual(countOf(before, rule));
  });
});

describe("a text that goes no further", () => {
  test.each(BROKEN_TEXTS.map((one) => [`${one.rule}: ${one.about}`, one] as const))("%s", (_name, { rule, text, line, column }) => {
    const said = brokenIssues(text);
    expect(said.map((issue) => `${issue.rule} ${issue.line}:${issue.column}`)).toContain(`${rule} ${line}:${column}`);
    expect(said.every(({ message }) => message.length > 15)).toBe(true);
  });
});

describe("no rule is without a sample", () => {
  const said = [...RULE_SAMPLES.flatMap(issuesOf), ...BROKEN_TEXTS.flatMap(({ text }) => brokenIssues(text))];
  const rules = new Set(said.map(({ rule }) => rule));
  const isSaid = (rule: string) => rules.has(rule) || (rule.includes("*") && [...rules].some((one) => fits(one, rule)));

  test("of those in the source", () => {
    const found = rulesInSource("lib/compose");
    expect(found.length).toBeGreaterThan(250);
    expect(found.filter((rule) => !isSaid(rule) && !Object.hasOwn(ELSEWHERE, rule))).toEqual([]);
  });

  test("of keys that are refused by name", () => {
    const refused = new Set<string>();
    const listener: Listener = {
      fields: (path, _known, reasons) => {
        for (const key of Object.keys(reasons)) refused.add(placeOf(path === "" ? key : `${path}.${key}`));
      },
      words: () => undefined,
      range: () => undefined,
    };
    for (const { text, options } of RULE_SAMPLES) parseCompose(text, { ...options, ...{ listener } });
    const places = new Set(said.filter(({ rule }) => rule.startsWith("policy.")).map(({ path }) => placeOf(path)));
    expect(refused.size).toBeGreaterThan(70);
    expect([...refused].filter((place) => !places.has(place))).toEqual([]);
  });

  test("of what only Rancher had", () => {
    const words = [...Object.keys(RANCHER_KEYS), ...Object.keys(SECTIONS)];
    expect(words.filter((word) => !rules.has(`rancher.${word}`) && !rules.has(`policy.rancher.${word}`))).toEqual([]);
  });
});

const fits = (rule: string, pattern: string): boolean => new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", ".+")}$`).test(rule);

/** The names of a sample's services, volumes and so on are nobody's. */
const placeOf = (path: string): string =>
  path.replaceAll(/\[\d+\]/g, "[]").replaceAll(/(?<=^|\.)(services|volumes|networks|configs|secrets)\.("[^"]*"|[^.[]+)/g, "$1.*");
