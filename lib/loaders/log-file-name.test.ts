import { expect, test } from "vitest";
import { NO_KEPT_FILTER } from "@/lib/core/kept-logs";
import { logFileName } from "./log-file-name";

test("a part of a log is no file of the same name as the whole", () => {
  const of = (filter: Partial<typeof NO_KEPT_FILTER>) => logFileName("portal", { ...NO_KEPT_FILTER, ...filter });
  expect(of({})).toBe("portal.log");
  expect(of({ service: "web" })).toBe("portal-web.log");
  expect(of({ service: "web", levels: ["error"] })).toBe("portal-web-filtered.log");
  expect(of({ text: "down", since: "2026-11-22T12:00:00Z" })).toBe("portal-filtered.log");
  expect(of({ service: 'a"b/..' })).toBe("portal-a_b_...log");
});
