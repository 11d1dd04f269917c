import { describe, expect, it } from "vitest";
import { problemFromSignIn, safePath } from "./sign-in-problem";

describe("what next-auth says", () => {
  it.each([
    ["CredentialsSignin", "SIGN_IN_FAILED"],
    ['{"code":"TOO_MANY_ATTEMPTS","data":{"retryAfterSeconds":30}}', "TOO_MANY_ATTEMPTS"],
    ["Configuration", "UNKNOWN"],
    ['"text"', "UNKNOWN"],
    [null, "UNKNOWN"],
  ])("%s", (error, code) => expect(problemFromSignIn(error).code).toBe(code));
});

describe("where one goes after signing in", () => {
  it.each([
    ["/prod/stacks?open=als", "/prod/stacks?open=als"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?callbackUrl=/", "/"],
    ["/setup", "/"],
    [undefined, "/"],
  ])("%s", (path, safe) => expect(safePath(path)).toBe(safe));
});
