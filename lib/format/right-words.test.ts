import { expect, test } from "vitest";
import { PERMISSIONS, rolesWith } from "@/lib/core/access";
import { lacksSentence, rolesInWords } from "./right-words";

test.each([
  ["stack.deploy", "Only an owner or a maintainer of the project, or an administrator, may deploy, upgrade, confirm and roll back."],
  ["secret.write", "Only an owner or a maintainer of the project may make and replace secrets."],
  ["policy.manage", "Only an administrator may change the policy."],
  ["service.operate", "Only an owner or a maintainer of the project, or an administrator or an operator, may start, stop and restart."],
] as const)("who could, for %s", (permission, sentence) => {
  expect(lacksSentence(permission, rolesWith(permission))).toBe(sentence);
});

test("every right has its sentence, and a right that is turned off for all names nobody", () => {
  for (const permission of PERMISSIONS) expect(lacksSentence(permission, rolesWith(permission))).toMatch(/^Only an? .* may .*\.$/);
  expect(lacksSentence("shell.open", [])).toBe("Nobody may open a shell.");
  expect(rolesInWords(rolesWith("shell.open", { viewersReadLogs: true, maintainersOpenShell: false }))).toBe("an owner of the project, or an administrator");
});
