import { describe, expect, test } from "vitest";
import type { RegistryDigest, ReviewImage } from "@/lib/core/views";
import { digestSide, failingPulls, imageWords, newerImages } from "./image-words";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const image = (part: Partial<ReviewImage> = {}): ReviewImage => ({
  service: "web",
  image: "r.example/web:v2",
  running: { image: "r.example/web:v2", imageId: "sha256:1", digest: digest("a") },
  here: { imageId: "sha256:1", digest: digest("a") },
  ...part,
});
const has = (letter: string): RegistryDigest => ({ digest: digest(letter), why: null });
const says = (one: ReviewImage, answer: RegistryDigest | undefined) => imageWords(one, answer, false).text;

describe("an image and its registry", () => {
  test.each([
    ["is the same", image(), has("a"), "The same as in its registry.", false],
    ["has moved on", image(), has("b"), "Its registry has a newer web:v2; the one on this host runs unless you choose otherwise.", true],
    [
      "has moved on, and the service is new",
      image({ running: null }),
      has("b"),
      "Its registry has a newer web:v2; the one on this host would run unless you choose otherwise.",
      true,
    ],
    [
      "never came from there",
      image({ running: null, here: { imageId: "sha256:1", digest: null } }),
      has("b"),
      "Its registry has a newer web:v2; the one on this host would run unless you choose otherwise.",
      true,
    ],
    ["is not here yet", image({ running: null, here: null }), has("b"), "Not on this host yet; it is pulled.", false],
    [
      "is another name than runs",
      image({ running: { image: "r.example/web:v1", imageId: "sha256:0", digest: digest("c") } }),
      has("a"),
      "The same as in its registry.",
      false,
    ],
    [
      "is named by its digest",
      image({ image: `r.example/web@${digest("a")}`, here: null }),
      undefined,
      "Not on this host yet; it is pulled. Named by its digest, so it is always this one.",
      false,
    ],
  ] as const)("%s", (_name, one, answer, text, newer) => {
    expect(says(one, answer)).toBe(text);
    expect(newerImages([one], answer && { [one.image]: answer })).toEqual(newer ? [{ service: "web", image: one.image, digest: answer?.digest }] : []);
  });

  test("that does not answer is said to be unknown, and nothing is offered", () => {
    for (const why of ["no-answer", "denied", "not-found", "unclear"] as const) {
      expect(says(image(), { digest: null, why })).toMatch(/not known|does not/);
      expect(newerImages([image()], { "r.example/web:v2": { digest: null, why } })).toEqual([]);
    }
    expect(imageWords(image(), undefined, true).text).toBe("Asking its registry.");
  });
});

test("what is not here and cannot be pulled is said in the plan too", () => {
  const missing = image({ running: null, here: null });
  const answer = (why: "not-found" | "denied" | "no-answer" | "unclear"): RegistryDigest => ({ digest: null, why });
  expect(imageWords(missing, answer("not-found"), false)).toEqual({
    text: "Not on this host, and its registry does not know it, so it cannot be pulled. Check the name and the tag.",
    newer: false,
    failing: true,
  });
  expect(failingPulls([missing], { [missing.image]: answer("denied") })).toEqual([
    { icon: "warning", service: "web", text: "web cannot start: r.example/web:v2 is not on this host, and its registry does not give it to strangers" },
  ]);
  for (const registry of [undefined, { [missing.image]: has("a") }, { [missing.image]: answer("unclear") }])
    expect(failingPulls([missing], registry)).toEqual([]);
  expect(failingPulls([image(), image({ running: null, here: "unknown" })], { [missing.image]: answer("not-found") })).toEqual([]);
});

test("before and after, as far as they are known", () => {
  expect(digestSide(image(), has("b"), undefined)).toBe("a".repeat(12));
  expect(digestSide(image(), has("b"), digest("b"))).toBe(`${"a".repeat(12)} → ${"b".repeat(12)}`);
  const changed = image({ running: { image: "r.example/web:v1", imageId: "sha256:0", digest: digest("c") } });
  expect(digestSide(changed, undefined, undefined)).toBe(`${"c".repeat(12)} → ${"a".repeat(12)}`);
  expect(digestSide({ ...changed, here: null }, undefined, undefined)).toBe(`${"c".repeat(12)} → not known before it is pulled`);
  expect(digestSide(image({ running: null, here: null }), has("b"), undefined)).toBe("b".repeat(12));
});
