import { describe, expect, test } from "vitest";
import { MASKED } from "@/lib/core/masking";
import { maskEnvironmentText } from "./mask-text";

const M = `"${MASKED}"`;

describe("what a viewer reads of a text", () => {
  test.each([
    [
      "a map",
      "services:\n  a:\n    environment:\n      A: one # why\n      B: 2\n      C:\n",
      `services:\n  a:\n    environment:\n      A: ${M} # why\n      B: ${M}\n      C:\n`,
    ],
    ["a list", "services: {a: {environment: [A=one, B, 'C=x y']}}\n", `services: {a: {environment: ["A=${MASKED}", B, "C=${MASKED}"]}}\n`],
    [
      "references stay",
      `services:\n  a:\n    environment: {A: '\${A}', B: $B, C: '\${C:-canary}'}\n`,
      `services:\n  a:\n    environment: {A: '\${A}', B: $B, C: ${M}}\n`,
    ],
    [
      "aliases and merges",
      "x-e: &e {A: one}\nx-p: &p canary\nservices:\n  a:\n    environment: {<<: *e, B: *p}\n  b:\n    environment: *e\n",
      `x-e: &e {A: ${M}}\nx-p: &p ${M}\nservices:\n  a:\n    environment: {<<: *e, B: *p}\n  b:\n    environment: *e\n`,
    ],
    [
      "a block",
      "services:\n  a:\n    environment:\n      A: |\n        canary\n        more\n      B: x\n",
      `services:\n  a:\n    environment:\n      A: ${M}\n      B: ${M}\n`,
    ],
    [
      "a secret that another line repeats",
      "services:\n  a:\n    environment: {DB_PASSWORD: canary}\n    command: run canary\n",
      `services:\n  a:\n    environment: {DB_PASSWORD: ${M}}\n    command: run ${MASKED}\n`,
    ],
    ["an unreadable text is not shown", "services: [canary", ""],
  ])("%s", (_what, text, expected) => expect(maskEnvironmentText(text)).toBe(expected));
});
