import { describe, expect, it } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { listStacks } from "./list-stacks";
import { getStack } from "./view-stack";
import { getStorage, measureStorage } from "./view-storage";

const file = (tag: string, scale = 2) => `services:
  db:
    image: keeper:${tag}
    scale: ${scale}
    volumes: [named:/named, "named:/seen:ro"]
    tmpfs: /fast:size=64m
  web:
    image: web:${tag}
volumes:
  named:
`;

/** A stack whose `db` has an image with a VOLUME that no mount covers. */
async function openKeeper(): Promise<House> {
  const house = await openHouse();
  for (const tag of ["v1", "v2"]) house.engine.images.set(`keeper:${tag}`, { imageId: `sha256:keeper-${tag}`, facts: { volumes: ["/data"] } });
  await house.ended(await house.deploy("demo", file("v1")));
  return house;
}
const confirm = (house: House, service: string | null, volumes?: string[]) =>
  confirmUpgrade({ ctx: house.tin, input: { environment: house.environment, stack: "demo", service, ...(volumes && { volumes }) } });
const problem = (promise: Promise<unknown>) => promise.then(() => null, problemOf);
const volumesIn = (house: House) => house.engine.containers().flatMap(({ anonymousVolumes }) => anonymousVolumes.map(({ name }) => name));

describe("confirming an upgrade that deletes volumes without a name", () => {
  it("says which, also in lists, and is refused until exactly those are named", async () => {
    const house = await openKeeper();
    const old = volumesIn(house);
    await house.ended(await house.upgrade("demo", file("v2")));
    const doomed = (await house.service("demo", "db")).doomed ?? [];
    expect(doomed).toMatchObject([
      { container: "db-1", service: "db", path: "/data" },
      { container: "db-2", service: "db", path: "/data" },
    ]);
    expect(doomed.map(({ name }) => name).sort()).toEqual([...old].sort());
    const [listed] = (await listStacks({ ctx: house.tin, input: { environment: house.environment } })).stacks;
    expect(listed?.services.find(({ name }) => name === "db")?.doomed).toEqual(doomed);

    const [first = "", second = ""] = old;
    const fresh = volumesIn(house).filter((name) => !old.includes(name));
    const wrong = [undefined, [], [first], [first, first], [first, second, "another"], [first, ...fresh.slice(0, 1)], fresh, ["/data", "/data"]];
    for (const volumes of wrong) {
      expect(await problem(confirm(house, "db", volumes))).toMatchObject({
        code: "VOLUMES_NOT_NAMED",
        data: { volumes: [{ container: "db-1" }, { container: "db-2" }] },
      });
      expect(await problem(confirm(house, null, volumes))).toMatchObject({ code: "VOLUMES_NOT_NAMED" });
    }
    expect((await house.service("demo", "db")).state).toBe("upgraded");
    expect((await house.service("demo", "web")).state).toBe("upgraded");
    expect(volumesIn(house)).toEqual(expect.arrayContaining(old));

    expect(await house.ended(await confirm(house, "db", [second, first]))).toBe("succeeded");
    expect([...volumesIn(house)].sort()).toEqual([...fresh].sort());
  });

  it("takes the right to delete volumes and a fresh proof of who one is; whoever lacks it is told beforehand, and confirms what loses nothing", async () => {
    const house = await openKeeper();
    const maintainer = house.as(await makeUser(house.db, "user", "max"));
    const home = await house.db.registry.personalProject(house.tin.actor.userId);
    await house.db.registry.transaction((tx) => tx.setMember(home?.id ?? "", maintainer.actor.userId, "maintainer"));
    const old = volumesIn(house);
    await house.ended(await house.upgrade("demo", file("v2")));
    const input = { environment: house.environment, stack: "demo", service: "db", volumes: old };

    const view = await getStack({ ctx: maintainer, input });
    const confirmable = Object.fromEntries(view.services.map(({ name, actions }) => [name, actions.confirm.allowed || actions.confirm.reason]));
    expect([view.actions.confirm, confirmable]).toMatchObject([{ reason: "right:volume.remove" }, { db: "right:volume.remove", web: true }]);
    for (const volumes of [old, []]) {
      for (const service of ["db", null]) {
        const refused = await problem(confirmUpgrade({ ctx: maintainer, input: { ...input, service, volumes } }));
        expect(refused).toMatchObject({ code: "FORBIDDEN", data: { action: "volume.remove", roles: ["admin", "owner"] } });
      }
    }
    // A token does it for nobody.
    const token = { id: "t", name: "ci", scopes: ["deploy"] as const, only: null };
    const program = { ...house.tin, actor: { ...house.tin.actor, token } };
    expect(await problem(confirmUpgrade({ ctx: program, input: { ...input, volumes: [] } }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await house.ended(await confirmUpgrade({ ctx: maintainer, input: { ...input, service: "web", volumes: [] } }))).toBe("succeeded");

    const stale = { ...house.tin, accounts: { ...house.tin.accounts, session: async () => null } };
    expect(await problem(confirmUpgrade({ ctx: stale, input }))).toMatchObject({ code: "REAUTHENTICATE" });
    expect(volumesIn(house)).toEqual(expect.arrayContaining(old));
    expect(await house.ended(await confirmUpgrade({ ctx: house.tin, input }))).toBe("succeeded");
  });

  it("asks nothing more of a service that loses none, and takes no name from it", async () => {
    const house = await openKeeper();
    await house.ended(await house.upgrade("demo", file("v2")));
    expect(await problem(confirm(house, "web", volumesIn(house)))).toMatchObject({ code: "VOLUMES_NOT_NAMED", data: { volumes: [] } });
    expect(await house.ended(await confirm(house, "web"))).toBe("succeeded");
  });

  it("counts the services that the file dropped", async () => {
    const house = await openKeeper();
    const old = volumesIn(house);
    await house.ended(await house.upgrade("demo", "services:\n  web:\n    image: web:v1\n"));
    expect((await house.service("demo", "db")).doomed).toHaveLength(2);
    expect(await problem(confirm(house, null))).toMatchObject({ code: "VOLUMES_NOT_NAMED" });
    expect(await house.ended(await confirm(house, null, old))).toBe("succeeded");
    expect(volumesIn(house)).toEqual([]);
  });
});

describe("storage", () => {
  const ask = (house: House, ctx = house.tin, service = "db") => ({ ctx, input: { environment: house.environment, stack: "demo", service } });

  it("is every path that each container can write to, of both generations", async () => {
    const house = await openKeeper();
    await house.ended(await house.upgrade("demo", file("v2", 2)));
    const { rows, unknown } = await getStorage(ask(house));
    expect(unknown).toEqual([]);
    const told = rows.map(
      ({ kind, path, volume, container }) => `${container.label} ${container.generation} ${kind} ${path}${volume === null ? "" : ` ${volume}`}`,
    );
    const each = (label: string, generation: string) =>
      ["volume /named named", "tmpfs /fast", "anonymous /data", "layer /"].map((text) => `${label} ${generation} ${text}`);
    expect([...told].sort()).toEqual([...each("db-1", "new"), ...each("db-2", "new"), ...each("db-1", "old"), ...each("db-2", "old")].sort());
    expect(rows.find(({ kind }) => kind === "tmpfs")?.limitBytes).toBe(64 * 1024 * 1024);
    const sizes = await measureStorage(ask(house));
    expect(Object.keys(sizes.layers)).toHaveLength(4);
    expect(Object.keys(sizes.volumes).sort()).toEqual([...new Set(rows.flatMap(({ engineName }) => engineName ?? []))].sort());
  });

  it("leaves a gap where a container does not answer, and is refused while the engine is away", async () => {
    const house = await openKeeper();
    house.engine.failNext("storage db-1", { code: "ENGINE_TIMEOUT", data: { call: "inspect container", seconds: 10 } });
    expect((await getStorage(ask(house))).unknown).toEqual(["db-1"]);
    house.engine.goDown();
    await house.until(
      () => house.mirror.status().state,
      (state) => state === "down",
    );
    expect(await problem(getStorage(ask(house)))).toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  it("of a foreign stack is as of a missing one", async () => {
    const house = await openKeeper();
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    for (const read of [getStorage, measureStorage]) {
      expect(await problem(read(ask(house, stranger)))).toEqual({ code: "NOT_FOUND", data: { what: "stack" } });
      expect(await problem(read(ask(house, house.tin, "nope")))).toEqual({ code: "NOT_FOUND", data: { what: "service" } });
    }
  });
});
