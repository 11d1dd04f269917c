import { it } from "vitest";
import { quotaHistories } from "@/lib/testing/quota-history";

it("whatever is deployed, scaled, upgraded and taken back: never more than is allowed, and always a way back and out", () => quotaHistories(6));
