import { expect, test } from "vitest";
import type { EngineProbe } from "@/lib/core/environments";
import { probeSentence } from "./probe-sentences";

const FOUND: EngineProbe = { ok: true, version: "29.5.1", apiVersion: "1.52", name: "vm", system: "Debian", rootless: true, swarm: false, took: 12 };

test("an engine that answers is named with its version, its API and what is special about it", () => {
  expect(probeSentence(FOUND)).toEqual({
    well: true,
    what: "Connected to vm",
    why: "Engine 29.5.1, API 1.52, Debian, rootless.",
    next: "It answered in 12\u00a0ms.",
  });
});

test("a certificate of another authority is said in words, with what to do", () => {
  const { well, what, why, next } = probeSentence({ ok: false, fault: "unknown-authority", detail: "unable to verify the first certificate" });
  expect([well, what]).toEqual([false, "The engine's certificate is from another authority"]);
  for (const part of [why, next]) expect(part).not.toMatch(/[A-Z]{2,}_[A-Z]+|errno|unable to/);
});
