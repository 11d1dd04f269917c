import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributesOf, escapeDnValue, escapeFilter, fillFilter, firstValueOf } from "./ldap-text";

test.each([
  ["mara", "mara"],
  ["*", "\\2a"],
  ["a)(uid=*", "a\\29\\28uid\\3d\\2a"],
  ["\\2a", "\\5c2a"],
  ["a\u0000", "a\\00"],
  ["jürgen", "jürgen"],
  ["a b", "a\\20b"],
])("RFC 4515: %j", (value, escaped) => expect(escapeFilter(value)).toBe(escaped));

test("whatever is typed, a filter keeps its shape", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (typed) => {
      const filter = fillFilter("(&(objectClass=person)(uid={username}))", { username: typed });
      const inner = filter.slice("(&(objectClass=person)(uid=".length, -"))".length);
      expect(inner).not.toMatch(/[()*&|!=<>~\0]/);
      expect(inner.replace(/\\[0-9a-f]{2}/g, "")).not.toContain("\\");
    }),
  );
});

test("a filter says what it compares with the name", () => {
  expect(attributesOf("(&(objectClass=person)(|(uid={username})(mail={username})))")).toEqual(["uid", "mail"]);
  expect(attributesOf("(cn=*{username}*)")).toEqual([]);
});

test("only the places it has are filled, and what was filled in is not looked at again", () => {
  expect(fillFilter("(uid={username})({other})", { username: "{other}", other: "x" })).toBe("(uid=\\7bother\\7d)(x)");
  expect(fillFilter("({constructor})", {})).toBe("({constructor})");
});

describe("RFC 4514", () => {
  test.each([
    ["cn=als,ou=groups", "als"],
    ["cn=x\\,cn=admins,ou=groups", "x,cn=admins"],
    ["cn=x\\2ccn\\3dadmins,ou=groups", "x,cn=admins"],
    ["cn=a\\+b+ou=x,dc=y", "a+b"],
    ["cn=J\\c3\\bcrgen,dc=y", "Jürgen"],
    ["no name", null],
    ["", null],
  ])("the first value of %s", (dn, value) => expect(firstValueOf(dn)).toBe(value));

  test("what was escaped is read back as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        expect(firstValueOf(`cn=${escapeDnValue(value)},dc=x`)).toBe(value.trim());
      }),
    );
  });
});
