import { it } from "vitest";
import { quotaHistories } from "@/lib/testing/quota-history";

it("A18: 300 histories at the edge of a quota, never over by one and never stuck", () => quotaHistories(300), 1_200_000);
