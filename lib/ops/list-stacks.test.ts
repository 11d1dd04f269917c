import { isDeepStrictEqual } from "node:util";
import { describe, expect, it } from "vitest";
import { packList, summaryOf, unpackList } from "@/lib/core/stack-list";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { listStacks } from "./list-stacks";
import { scaleService } from "./scale-service";

const web = (image: string) => `services:\n  web:\n    image: ${image}\n  db:\n    image: db:v1\n`;
const list = async (house: House, ctx = house.tin) => unpackList(await listStacks({ ctx, input: { environment: house.environment } }));

/** A remembered row that is old never becomes equal to what is derived anew. */
const upToDate = (house: House, state: string) =>
  house.until(
    async () => ({ row: (await list(house)).stacks[0], view: await house.view("demo") }),
    ({ row, view }) => view.state === state && isDeepStrictEqual(row, summaryOf(view)),
  );

describe("the list of stacks", () => {
  it("says of each what its own page says, whatever happens to it", async () => {
    const house = await openHouse();
    const key = { environment: house.environment, stack: "demo" };
    await house.ended(await house.deploy("demo", web("web:v1")));
    await upToDate(house, "active");
    await upToDate(house, "active");
    const [first] = house.engine.containers();
    house.engine.kill(first?.id ?? "");
    await house.ended(await scaleService({ ctx: house.tin, input: { ...key, service: "web", scale: 3 } }));
    await upToDate(house, "active");
    await house.ended(await house.upgrade("demo", web("web:v2")));
    await upToDate(house, "upgraded");
    await house.ended(await confirmUpgrade({ ctx: house.tin, input: { ...key, service: null, volumes: [] } }));
    await upToDate(house, "active");
    await house.upgrade("demo", web("web:crash"));
    await house.until(
      () => list(house),
      ({ needsYou }) => needsYou.length > 0,
    );
    house.engine.goDown();
    await house.until(
      async () => (await list(house)).stacks[0]?.services[0]?.why.kind,
      (why) => why === "engine-away",
    );
    expect(house.errors).toEqual([]);
  });

  it("makes a row again only when something of it changed, and shows it to nobody else", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    await upToDate(house, "active");
    const rows = async () => (await listStacks({ ctx: house.tin, input: { environment: house.environment } })).stacks[0]?.services[0]?.why;
    await house.until(
      async () => [await rows(), await rows()],
      ([one, other]) => one === other,
    );
    const stranger = house.as(await makeUser(house.db, "user", "eve"));
    expect((await list(house, stranger)).stacks).toEqual([]);
  });

  it("is not remembered for a person as a token of theirs saw it", async () => {
    const house = await openHouse();
    await house.ended(await house.deploy("demo", web("web:v1")));
    await upToDate(house, "active");
    const token = { id: "t", name: "ci", scopes: ["read" as const], only: null };
    const canStop = async (ctx = house.tin) => (await list(house, ctx)).stacks[0]?.actions.stop.allowed;
    await house.until(
      () => canStop({ ...house.tin, actor: { ...house.tin.actor, token } }),
      (allowed) => allowed === false,
    );
    expect(await canStop()).toBe(true);
  });

  it("travels packed and arrives as it was, each set of verdicts once", async () => {
    const house = await openHouse();
    for (const name of ["demo", "more"]) await house.ended(await house.deploy(name, web("web:v1")));
    const packed = await listStacks({ ctx: house.tin, input: { environment: house.environment } });
    expect(new Set(packed.verdicts.map((set) => JSON.stringify(set))).size).toBe(packed.verdicts.length);
    const unpacked = unpackList(JSON.parse(JSON.stringify(packed)));
    expect(unpackList(packList(unpacked))).toEqual(unpacked);
    expect(unpacked.stacks.map(({ services }) => services[0]?.actions)).toEqual([
      (await house.service("demo", "web")).actions,
      (await house.service("more", "web")).actions,
    ]);
  });
});
