import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { changePasswordInput, createUserInput, setupInput, strategyInput } from "@/lib/ops/inputs";
import { parseInput } from "./parse-input";

const user = { username: "ada", password: "correct horse", role: "user" };

function fieldOf(parse: () => unknown): string | null {
  try {
    parse();
    return null;
  } catch (error) {
    const problem = problemOf(error);
    return problem.code === "INVALID_INPUT" ? problem.data.field : problem.code;
  }
}

test("what fits passes as it is", () => {
  expect(parseInput(createUserInput, user)).toEqual(user);
});

test.each([
  ["a key too many", () => parseInput(createUserInput, { ...user, isAdmin: true }), "The input"],
  ["no object at all", () => parseInput(createUserInput, "ada"), "The input"],
  ["a short password", () => parseInput(createUserInput, { ...user, password: "short" }), "Password"],
  ["a name with a space", () => parseInput(createUserInput, { ...user, username: "ada l" }), "Username"],
  ["a token of another type", () => parseInput(setupInput, { token: 5, username: "ada", password: "correct horse" }), "Token"],
  ["a short new password", () => parseInput(changePasswordInput, { current: "x", next: "y" }), "New password"],
  ["words of a long key", () => parseInput(strategyInput, { batchSize: 0 }), "Batch size"],
])("%s is refused at its field", (_case, parse, field) => {
  expect(fieldOf(parse)).toBe(field);
});

test("the reason is a sentence for people", () => {
  expect(() => parseInput(createUserInput, { ...user, password: "short" })).toThrow(
    expect.objectContaining({ problem: { code: "INVALID_INPUT", data: { field: "Password", reason: "at least 10 characters" } } }),
  );
});
