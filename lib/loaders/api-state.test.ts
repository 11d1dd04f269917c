import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { countRequest, holdOpen, MOST_OPEN, REQUESTS_A_MINUTE } from "./api-state";

const codeOf = (work: () => unknown) => {
  try {
    work();
    return null;
  } catch (error) {
    return problemOf(error).code;
  }
};

test("a minute has so many requests of one token, and the next one as many", () => {
  for (let count = 1; count <= REQUESTS_A_MINUTE; count += 1) {
    const { headers, over } = countRequest("a", 1_000 + count);
    expect(over).toBeNull();
    expect(headers["ratelimit-remaining"]).toBe(String(REQUESTS_A_MINUTE - count));
  }
  const late = countRequest("a", 31_001);
  expect(late.headers).toEqual({ "ratelimit-limit": "300", "ratelimit-remaining": "0", "ratelimit-reset": "30" });
  expect(late.over && problemOf(late.over)).toEqual({ code: "RATE_LIMITED", data: { retryAfterSeconds: 30 } });
  expect(countRequest("b", 31_001).over).toBeNull();
  expect(countRequest("a", 61_002).over).toBeNull();
  // A clock that was set back does not lock anybody out.
  expect(countRequest("a", 5).over).toBeNull();
});

test("a token holds so many requests open, and leaving twice frees one place", () => {
  const leaves = Array.from({ length: MOST_OPEN }, () => holdOpen("c"));
  expect(codeOf(() => holdOpen("c"))).toBe("RATE_LIMITED");
  expect(codeOf(() => holdOpen("d"))).toBeNull();
  leaves[0]?.();
  leaves[0]?.();
  expect(codeOf(() => holdOpen("c"))).toBeNull();
  expect(codeOf(() => holdOpen("c"))).toBe("RATE_LIMITED");
});
