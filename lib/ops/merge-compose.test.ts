import { expect, it } from "vitest";
import { openHouse } from "@/lib/testing/house";
import { mergeCompose } from "./merge-compose";

const BASE = "services:\n  web:\n    image: web:${TAG:-v1}\n    environment: { A: one, B: two }\n";

it("two files become the text that Compose would make of them, variables as they are written", async () => {
  const house = await openHouse();
  const merge = (text: string) =>
    mergeCompose({
      ctx: house.tin,
      input: {
        environment: house.environment,
        files: [
          { name: "docker-compose.yml", text: BASE },
          { name: "more.yml", text },
        ],
      },
    });
  const merged = await merge("services:\n  web:\n    environment: { B: three }\n    scale: 2\n  db:\n    image: db:v1\n");
  expect(merged.reason).toBeNull();
  for (const part of ["web:${TAG:-v1}", "A: one", "B: three", "scale: 2", "image: db:v1"]) expect(merged.text).toContain(part);
  const broken = await merge("services:\n  web: [\n");
  expect(broken).toMatchObject({ text: null, reason: expect.stringMatching(/^The files could not be merged\. more\.yml, line \d+: /) });
});
