import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { bringIn, judge, type Ways } from "@/components/import/bring-in";
import { type ImportRow, rowsOf, unfilled } from "@/components/import/import-row";
import { readFiles } from "@/components/sources/read-files";
import { problemOf } from "@/lib/core/errors";
import { unpackList } from "@/lib/core/stack-list";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import type { OpContext } from "./context";
import { createStack } from "./create-stack";
import { deployStack } from "./deploy-stack";
import { exportEnvironment } from "./export-stack";
import { deployInput, reviewInput } from "./inputs";
import { getRevision } from "./list-revisions";
import { listStacks } from "./list-stacks";
import { removeStack } from "./remove-stack";
import { reviewStack } from "./review-stack";

vi.mock("@/lib/actions/stacks", () => ({ mergeAction: vi.fn() }));

const PORTAL = `# notes stay
services:
  web:
    image: "web:\${TAG}"
    environment: {API_TOKEN: "\${API_TOKEN}", MOTTO: "two words"}
    volumes: [data:/data]
    ports: ["60003:80"]
  db: {image: "db:v1", scale: 2}
volumes: {data: }
`;
const FEED = ["feed:\n  image: web:v1\n", "feed:\n  scale: 2\n"] as const;

/** The ops as the page's actions answer: nothing but what the actions' own schemas let through. */
function waysOf(ctx: OpContext): Ways {
  const answered = <T>(promise: Promise<T>) =>
    promise.then(
      (value) => ({ ok: true as const, value }),
      (error: unknown) => ({ ok: false as const, problem: problemOf(error) }),
    );
  return {
    review: (input) => answered(reviewStack({ ctx, input: reviewInput.parse(input) })),
    deploy: (input) => answered(deployStack({ ctx, input: deployInput.parse(input) })),
    create: (input) => answered(createStack({ ctx, input })),
  };
}

async function deploy(house: House, stack: string, composeText: string, variables: Record<string, string> = {}, rancherText: string | null = null) {
  const input = { environment: house.environment, stack, composeText, rancherText, variables };
  const { hash } = await reviewStack({ ctx: house.tin, input: { ...input, isNew: true, strategy: null } });
  expect(await house.ended(await deployStack({ ctx: house.tin, input: { ...input, reviewedHash: hash ?? "", message: null } }))).toBe("succeeded");
}

async function threeStacks() {
  const house = await openHouse();
  const { environment } = house;
  await deploy(house, "portal", PORTAL, { TAG: "v1", API_TOKEN: "s3cret-token" });
  await deploy(house, "feed", FEED[0], {}, FEED[1]);
  await createStack({ ctx: house.tin, input: { environment, stack: "later" } });
  const pieces: Uint8Array[] = [];
  for await (const piece of (await exportEnvironment({ ctx: house.tin, input: { environment } })).pieces) pieces.push(piece);
  const archive = new File([new Uint8Array(gzipSync(Buffer.concat(pieces)))], "all.tar.gz");
  const remove = async () => {
    for (const stack of ["portal", "feed", "later"]) {
      const volumes = stack === "portal" ? ["data"] : [];
      await house.ended(await removeStack({ ctx: house.tin, input: { environment, stack, service: null, typedName: stack, volumes } }));
    }
  };
  const names = async () =>
    unpackList(await listStacks({ ctx: house.tin, input: { environment } }))
      .stacks.map(({ name }) => name)
      .sort();
  const read = async (taken: string[] = []): Promise<ImportRow[]> => {
    const result = await readFiles(environment, [archive]);
    if (!result.ok || !("stacks" in result)) throw new Error("not a list");
    return rowsOf(result.stacks, new Set(taken));
  };
  const bring = async (row: ImportRow, ctx = house.tin): Promise<ImportRow["verdict"]> => {
    const ways = waysOf(ctx);
    return bringIn(environment, { ...row, verdict: await judge(environment, row, ways) }, "all.tar.gz", ways);
  };
  return { house, environment, remove, names, read, bring };
}

describe("an export of all stacks", () => {
  it("comes back as the same stacks: texts, values, services, and one that never had a file", async () => {
    const { house, environment, remove, names, read, bring } = await threeStacks();
    const states = async () =>
      Promise.all(
        ["portal", "feed"].map(async (stack) => {
          const { composeText, rancherText, variables } = await getRevision({ ctx: house.tin, input: { environment, stack, revision: 1 } });
          const specs = (await house.view(stack)).services.map(({ name, scale, image }) => ({ name, scale, image }));
          const row = await house.db.database.prisma.revision.findFirstOrThrow({ where: { stack: { name: stack } } });
          return { composeText, rancherText, variables, specs, hash: row.hash };
        }),
      );
    const before = await states();
    await remove();
    expect([await names(), house.engine.containers()]).toEqual([[], []]);

    const rows = await read();
    expect(rows.map((row) => [row.stack.name, row.chosen, unfilled(row)])).toEqual([
      ["feed", true, []],
      ["later", true, []],
      ["portal", true, ["API_TOKEN"]],
    ]);
    const verdicts: string[] = [];
    for (const row of rows)
      verdicts.push((await bring({ ...row, variables: { ...row.variables, ...(row.name === "portal" && { API_TOKEN: "s3cret-token" }) } })).kind);
    expect(verdicts).toEqual(["done", "done", "done"]);
    await house.until(
      () => house.engine.containers().filter(({ state }) => state === "running").length,
      (running) => running === 5,
    );
    expect(await names()).toEqual(["feed", "later", "portal"]);
    expect(await states()).toEqual(before);
  });

  it("loses nothing where one is refused: the others come in, and it says why", async () => {
    const { house, environment, remove, names, read, bring } = await threeStacks();
    await remove();
    await deploy(house, "squatter", 'services:\n  web: {image: "web:v1", ports: ["60003:80"]}\n');
    const verdicts: ImportRow["verdict"][] = [];
    for (const row of await read()) verdicts.push(await bring({ ...row, variables: { ...row.variables, API_TOKEN: "x" } }));
    expect(verdicts).toMatchObject([
      { kind: "done" },
      { kind: "done" },
      { kind: "refused", reason: expect.stringMatching(/^Line 7: Host port 60003 is taken by /) },
    ]);
    expect(await names()).toEqual(["feed", "later", "squatter"]);
    const [, , portal] = await read();
    expect(await bring(portal as ImportRow)).toMatchObject({ kind: "refused", reason: expect.stringMatching(/API_TOKEN has no value/) });
    expect(await house.db.database.prisma.stack.count({ where: { environment: { name: environment } } })).toBe(3);
  });

  it("goes by the rules of whoever imports it: names of others are taken, and a file is judged as hers", async () => {
    const { house, environment, read, bring } = await threeStacks();
    const eve = house.as(await makeUser(house.db, "user", "eve"));
    const rows = await read(["portal"]);
    expect(rows.map(({ name, chosen }) => [name, chosen])).toEqual([
      ["feed", true],
      ["later", true],
      ["portal", false],
    ]);
    const [feed, later] = rows as [ImportRow, ImportRow, ImportRow];
    expect(await bring(feed, eve)).toMatchObject({ kind: "refused", reason: expect.stringMatching(/feed/) });
    expect(await bring({ ...feed, name: "feed-two" }, eve)).toEqual({ kind: "done" });
    expect(await bring({ ...later, name: "Not a name" }, eve)).toMatchObject({ kind: "refused" });
    expect(unpackList(await listStacks({ ctx: eve, input: { environment } })).stacks.map(({ name }) => name)).toEqual(["feed-two"]);
  });
});
