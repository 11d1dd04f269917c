import { expect, test, vi } from "vitest";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { openLiveRoom } from "@/lib/testing/live-room";

vi.setConfig({ testTimeout: 60_000 });

const SHELLS = 20;
const LIMIT_MS = 5_000;

test("B4: of 20 people with an open shell and a log who lose their session, their account or their place, all are out within 5 s", async () => {
  const house = await openHouse();
  const live = await openLiveRoom(house.tin);
  const { prisma } = house.db.database;
  house.engine.images.set("web:v1", { imageId: "sha256:web1", shells: ["sh"] });
  expect(await house.ended(await house.deploy("shop", "services:\n  web:\n    image: web:v1\n"))).toBe("succeeded");
  const container = (await house.service("shop", "web")).containers[0]?.id ?? "";
  const { projectId } = await prisma.stack.findFirstOrThrow({ where: { name: "shop" } });

  const seats = await Promise.all(
    Array.from({ length: SHELLS }, async (_, at) => {
      const user = await makeUser(house.db);
      await prisma.projectMember.create({ data: { projectId, userId: user.id, role: "maintainer" } });
      const signedIn = await live.signIn(user);
      const page = await live.page(user, signedIn);
      const place = { environment: house.environment, stack: "shop" };
      page.open(1, { kind: "shell", ...place, container, ticket: "", shell: null, cols: 80, rows: 24, resume: null });
      page.open(2, { kind: "logs", ...place, service: "web", containers: null, tail: 10, since: null });
      await page.message("opened", ({ channel }) => channel === 1);
      return { at, user, signedIn, page };
    }),
  );

  const times = await Promise.all(
    seats.map(async ({ at, user, signedIn, page }) => {
      const began = performance.now();
      const gone = page.ended.then(() => performance.now() - began);
      const dropped = page.message("closed", ({ channel }) => channel === 1).then(() => performance.now() - began);
      if (at % 3 === 0) await house.db.accounts.revokeSession(signedIn.sessionId);
      else if (at % 3 === 1) await house.db.accounts.setDisabled(user.id, true);
      // Out of the project, without a word to anybody: the next look finds it.
      else await prisma.projectMember.delete({ where: { projectId_userId: { projectId, userId: user.id } } });
      return Promise.race([gone, dropped]);
    }),
  );
  console.log(`B4: ${SHELLS} of ${SHELLS} were out, the last after ${Math.max(...times).toFixed(0)} ms`);
  expect(times.filter((ms) => ms > LIMIT_MS)).toEqual([]);
  await house.until(
    () => prisma.auditEntry.count({ where: { action: "shell.close" } }),
    (count) => count === SHELLS,
  );
  for (const { page } of seats) page.leave();
});
