import { describe, expect, it } from "vitest";
import { beginUpgrade, makeService, makeStack, World } from "@/lib/testing/stack-world";
import { belowPrimary, groupOf, groupVerdict } from "./groups";

const text = (lines: string[]) => `\n${lines.join("\n")}\n`;

/** web with its sidekick feed, and db, which is nobody's. */
const group = (scale = 2) =>
  new World(makeStack([makeService("db"), makeService("feed", { scale, spec: { sidekickOf: "web" } }), makeService("web", { scale })]));

function upgradeBoth(world: World, over: { batchSize?: number; order?: "stop-first" | "start-first"; onFailure?: "pause" | "roll-back" } = {}): void {
  for (const name of ["feed", "web"]) {
    const service = world.service(name);
    service.strategy = { ...service.strategy, intervalSeconds: 0, ...over };
    beginUpgrade(service, { image: `${name}:v2` }, world.now);
  }
}

describe("a group", () => {
  it("is made and started together", () => {
    expect(text(group(1).run())).toBe(`
1 create-container db.g1.1, db is wanted
1 create-container feed.g1.1, feed is wanted
1 create-container web.g1.1, web is wanted
2 start-container db-1 (db.g1.1), db is wanted
2 start-container feed-1 (feed.g1.1), feed is wanted
2 start-container web-1 (web.g1.1), web is wanted
`);
  });

  it("changes over number by number, the next only when all of the last are good", () => {
    const world = group().settled();
    upgradeBoth(world);
    expect(text(world.run())).toBe(`
1 create-container feed.g2.1, replaces feed-1 of revision 1
1 create-container web.g2.1, replaces web-1 of revision 1
2 stop-container feed-1 (feed.g1.1), makes room for feed-1 of revision 2
2 stop-container web-1 (web.g1.1), makes room for web-1 of revision 2
3 start-container feed-1 (feed.g2.1), replaces feed-1 of revision 1
3 start-container web-1 (web.g2.1), replaces web-1 of revision 1
5 create-container feed.g2.2, replaces feed-2 of revision 1
5 create-container web.g2.2, replaces web-2 of revision 1
6 stop-container feed-2 (feed.g1.2), makes room for feed-2 of revision 2
6 stop-container web-2 (web.g1.2), makes room for web-2 of revision 2
7 start-container feed-2 (feed.g2.2), replaces feed-2 of revision 1
7 start-container web-2 (web.g2.2), replaces web-2 of revision 1
9 set-phase feed and web: upgrading -> upgraded, every container runs revision 2
`);
  });

  it("waits for the one that takes longer", () => {
    const world = group().settled();
    upgradeBoth(world);
    const feed = world.service("feed");
    if (feed.target) feed.target.spec.healthcheck = { test: ["CMD", "true"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null };
    for (let round = 0; round < 6; round++) {
      for (const step of world.plan().steps) world.apply(step);
      world.now += 2_000;
      for (const container of world.containers) if (container.id === "feed.g2.1") container.health = "starting";
    }
    expect(world.up("web")).toEqual(["web.g1.2", "web.g2.1"]);
    for (const container of world.containers) if (container.id === "feed.g2.1") Object.assign(container, { health: "healthy", healthySince: world.now });
    world.run();
    expect(["feed", "web"].map((name) => world.service(name).phase)).toEqual(["upgraded", "upgraded"]);
  });

  it("stops as one when one of it fails, and comes back as one", () => {
    for (const onFailure of ["pause", "roll-back"] as const) {
      const world = group().settled();
      upgradeBoth(world, { onFailure });
      world.attempts.set("pull-image image:feed:2", {
        failures: 1,
        retryAt: world.now + 1e6,
        problem: { code: "IMAGE_NOT_FOUND", data: { image: "feed:v2" } },
        at: world.now,
      });
      const lines = world.run();
      const phase = onFailure === "pause" ? "paused" : "rolling-back";
      expect(lines.filter((line) => line.includes(`-> ${phase}`)).map((line) => line.replace(/:.*/, ""))).toEqual(["1 set-phase feed and web"]);
      if (onFailure === "roll-back") expect([...world.up("feed"), ...world.up("web")]).toEqual(["feed.g1.1", "feed.g1.2", "web.g1.1", "web.g1.2"]);
    }
  });

  it("leaves who is not of it alone, and a sidekick new beside it starts at once", () => {
    const world = new World(makeStack([makeService("feed", { scale: 2, phase: "upgrading", spec: { sidekickOf: "web" } }), makeService("web", { scale: 2 })]));
    world.containers = new World(makeStack([makeService("web", { scale: 2 })])).settled().containers;
    world.run();
    expect(world.service("feed").phase).toBe("upgraded");
    expect(world.up("feed")).toEqual(["feed.g1.1", "feed.g1.2"]);
  });
});

describe("who belongs together", () => {
  it("a primary and its sidekicks, whoever is asked", () => {
    const { services } = group().stack;
    const names = (name: string) => groupOf(services, services.find((service) => service.name === name) ?? makeService("x")).map((service) => service.name);
    expect(names("web")).toEqual(["feed", "web"]);
    expect(names("feed")).toEqual(["feed", "web"]);
    expect(names("db")).toEqual(["db"]);
  });

  it("nobody is confirmed while one of the group is on its way", () => {
    const { services } = group().stack;
    const [, feed = makeService("x"), web = makeService("x")] = services;
    Object.assign(web, { phase: "upgraded" });
    Object.assign(feed, { phase: "upgrading" });
    expect(groupVerdict(services, web, "confirm")).toMatchObject({ allowed: false, reason: "not-all-replaced" });
    Object.assign(feed, { phase: "upgraded" });
    expect(groupVerdict(services, web, "confirm")).toMatchObject({ allowed: true });
    Object.assign(feed, { phase: "steady" });
    expect(groupVerdict(services, web, "confirm")).toMatchObject({ allowed: true });
  });

  it("is shown as one", () => {
    const rows = [{ name: "a", sidekickOf: "z" }, { name: "b", sidekickOf: "gone" }, { name: "m" }, { name: "z" }];
    expect(belowPrimary(rows).map(({ name }) => name)).toEqual(["b", "m", "z", "a"]);
  });
});
