import { expect, it } from "vitest";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import type { ObservedContainer } from "@/lib/core/observed";
import { type House, openHouse } from "@/lib/testing/house";
import { confirmUpgrade } from "./confirm-upgrade";
import { reviewStack } from "./review-stack";
import { stopService } from "./run-service";
import { scaleService } from "./scale-service";

const web = (tag: string, lines = "", scale = 2) => `  web:\n    image: web:${tag}\n    scale: ${scale}\n${lines.replaceAll(/^(?=.)/gm, "    ")}`;
const db = (lines = "") => `  db:\n    image: db:v1\n${lines.replaceAll(/^(?=.)/gm, "    ")}`;
const file = (...services: string[]) => `services:\n${services.join("")}`;
const BASE = file(web("v1"), db());

interface Change {
  about: string;
  /** Deployed one after the other; each upgrade is confirmed. */
  texts?: string[];
  /** What else happens before. */
  first?: (house: House) => Promise<unknown>;
  after: string;
  strategy?: Partial<Strategy>;
  dropped?: DroppedChoices;
  /** Said of each service. */
  says: Record<string, string>;
}

const key = (house: House) => ({ environment: house.environment, stack: "demo" });
const upgrade = async (house: House, text: string) => house.ended(await house.upgrade("demo", text));
const stop = async (house: House, service: string) => house.ended(await stopService({ ctx: house.tin, input: { ...key(house), service } }));
const scale = async (house: House, service: string, to: number) =>
  house.ended(await scaleService({ ctx: house.tin, input: { ...key(house), service, scale: to } }));
const confirm = async (house: House) => house.ended(await confirmUpgrade({ ctx: house.tin, input: { ...key(house), service: null } }));

const CHANGES: Change[] = [
  { about: "image", after: file(web("v2"), db()), says: { web: "2 containers replaced one at a time, old ones stopped and kept", db: "unchanged" } },
  {
    about: "environment",
    after: file(web("v1", "environment: {A: b}\n"), db()),
    says: { web: "2 containers replaced one at a time, old ones stopped and kept" },
  },
  { about: "labels alone", after: file(web("v1", "labels: {a: b}\n"), db()), says: { web: "2 containers replaced one at a time, old ones stopped and kept" } },
  { about: "a comment alone", after: `# hello\n${BASE}`, says: { web: "unchanged", db: "unchanged" } },
  { about: "the order alone", after: file(db(), web("v1")), says: { web: "unchanged", db: "unchanged" } },
  { about: "scale up", after: file(web("v1", "", 4), db()), says: { web: "scaled from 2 to 4, the containers that stay are not touched" } },
  { about: "scale down", after: file(web("v1", "", 1), db()), says: { web: "scaled from 2 to 1, the containers that stay are not touched" } },
  {
    about: "scale and image",
    after: file(web("v2", "", 3), db()),
    says: { web: "2 containers replaced one at a time, old ones stopped and kept; scaled from 2 to 3" },
  },
  {
    about: "fewer, and another image",
    after: file(web("v2", "", 1), db()),
    says: { web: "1 container replaced, old ones stopped and kept; scaled from 2 to 1" },
  },
  {
    about: "to none, with another image",
    after: file(web("v2", "", 0), db()),
    says: { web: "changed, its 2 containers stopped and kept; scaled from 2 to 0" },
  },
  {
    about: "the scale that a slider chose",
    first: (house) => scale(house, "web", 3),
    after: file(web("v2"), db()),
    says: { web: "3 containers replaced one at a time, old ones stopped and kept" },
  },
  {
    about: "a scale that the file had already, and a slider changed since",
    texts: [BASE, file(web("v1", "", 3), db())],
    first: (house) => scale(house, "web", 1),
    after: file(web("v1", "", 3), db("labels: {a: b}\n")),
    says: { web: "unchanged", db: "1 container replaced, the old one stopped and kept" },
  },
  {
    about: "back to the scale that its containers were made with",
    texts: [BASE, file(web("v1", "", 3), db())],
    after: BASE,
    says: { web: "scaled from 3 to 2, the containers that stay are not touched" },
  },
  { about: "a new service", after: file(web("v1"), db(), "  cache:\n    image: web:v3\n"), says: { cache: "new, 1 container", web: "unchanged" } },
  {
    about: "a service dropped",
    after: file(web("v1")),
    says: { db: "no longer in the file; its 1 container is stopped and kept until you confirm, and removed then" },
  },
  { about: "a service dropped and kept", after: file(web("v1")), dropped: { db: "keep" }, says: { db: "kept running, no longer in the file" } },
  {
    about: "a service renamed",
    after: file(web("v1"), db().replace("db:", "store:")),
    says: { db: "no longer in the file; its 1 container is stopped and kept until you confirm, and removed then", store: "new, 1 container" },
  },
  {
    about: "start first",
    after: file(web("v2"), db()),
    strategy: { order: "start-first" },
    says: { web: "2 containers replaced one at a time, new ones start first, then old ones stopped and kept" },
  },
  {
    about: "all at once",
    after: file(web("v2"), db()),
    strategy: { batchSize: 9 },
    says: { web: "2 containers replaced all at once, old ones stopped and kept" },
  },
  {
    about: "start order alone",
    after: file(web("v1", "depends_on: [db]\n"), db()),
    says: { web: "unchanged; the new `depends_on` counts when its containers are replaced next" },
  },
  {
    about: "a sidekick whose primary changes",
    texts: [file(web("v1"), db("x-spindle: {sidekick_of: web}\n"))],
    after: file(web("v2"), db("x-spindle: {sidekick_of: web}\n")),
    says: {
      web: "2 containers replaced one at a time, old ones stopped and kept",
      db: "2 containers replaced one at a time, each with its web, old ones stopped and kept",
    },
  },
  {
    about: "who lives in the network of what changes",
    texts: [file(web("v1", "", 1), db("network_mode: service:web\n"))],
    after: file(web("v2", "", 1), db("network_mode: service:web\n")),
    says: { web: "1 container replaced, the old one stopped and kept", db: "1 container replaced, the old one stopped and kept" },
  },
  {
    about: "a stopped service that changes",
    first: (house) => stop(house, "web"),
    after: file(web("v2"), db()),
    says: { web: "is stopped, and starts with 2 containers of the new form; old ones are kept" },
  },
  { about: "a stopped service that does not", first: (house) => stop(house, "db"), after: file(web("v2"), db()), says: { db: "unchanged, stays stopped" } },
  {
    about: "a stopped service dropped",
    first: (house) => stop(house, "db"),
    after: file(web("v1")),
    says: { db: "no longer in the file; its 1 container stays stopped until you confirm, and removed then" },
  },
  {
    about: "what never ran",
    texts: [file(web("nowhere"), db())],
    after: file(web("v2"), db()),
    says: { web: "2 containers made anew, as none of it ever ran", db: "unchanged" },
  },
  {
    about: "over an upgrade that waits",
    first: (house) => upgrade(house, file(web("v2"), db())),
    after: file(web("v3"), db()),
    says: { web: "2 containers replaced one at a time, what revision 2 made of it is removed, revision 1 stays kept" },
  },
  {
    about: "beside an upgrade that waits",
    first: (house) => upgrade(house, file(web("v2"), db())),
    after: file(web("v2"), db("labels: {a: b}\n")),
    says: { web: "unchanged, its upgrade to revision 2 still waits", db: "1 container replaced, the old one stopped and kept" },
  },
  {
    about: "back in the file before its end was confirmed",
    first: (house) => upgrade(house, file(web("v1"))),
    after: BASE,
    says: { db: "1 container replaced, as it is back in the file, revision 1 stays kept" },
  },
  {
    about: "dropped while its upgrade waits",
    first: (house) => upgrade(house, file(web("v1"), db("labels: {a: b}\n"))),
    after: file(web("v1")),
    says: { db: "no longer in the file; what revision 2 made of it is stopped and removed, revision 1 stays kept until you confirm" },
  },
  {
    about: "dropped before the upgrade that brought it was confirmed",
    first: (house) => upgrade(house, file(web("v2"), db(), "  cache:\n    image: web:v3\n")),
    after: file(web("v2"), db()),
    says: { cache: "no longer in the file; what revision 2 made of it is removed" },
  },
];

type Containers = ObservedContainer[];
const ids = (containers: Containers, pick: (one: ObservedContainer) => boolean = () => true) =>
  containers
    .filter(pick)
    .map(({ id }) => id)
    .sort();
const running = ({ state }: ObservedContainer) => state === "running";
const stopped = ({ state }: ObservedContainer) => state !== "running";

/** What a sentence promises of the containers of its service. */
function promised(sentence: string, before: Containers, after: Containers): void {
  const all = (pattern: RegExp) => pattern.exec(sentence)?.slice(1).map(Number) ?? [];
  const scaled = all(/scaled from (\d+) to (\d+)/);
  const [made] = all(/(\d+) containers? (?:replaced|made anew|of the new form)|new, (\d+) container/).filter(Number.isFinite);
  const [gone] = all(/what revision (\d+) made of it is (?:stopped and )?removed/);
  const [kept] = all(/revision (\d+) stays kept/);
  const fresh = after.filter(({ id }) => !ids(before).includes(id));
  if (gone !== undefined) expect(after.filter(({ revision }) => revision === gone)).toEqual([]);
  if (kept !== undefined) expect(ids(after, ({ revision, state }) => revision === kept && state !== "running").length).toBeGreaterThan(0);
  if (made !== undefined) expect(ids(fresh, running)).toHaveLength(scaled[1] ?? made);
  else if (scaled.length > 0) expect(ids(after, running)).toHaveLength(scaled[1] ?? 0);
  if (/anew/.test(sentence)) expect(ids(after)).toEqual(ids(fresh));
  if (/stopped and kept|old ones are kept|stays stopped/.test(sentence)) expect(ids(after, stopped)).toEqual(ids(before));
  if (/^unchanged|kept running/.test(sentence)) expect(after.map(({ id, state }) => `${id} ${state}`)).toEqual(before.map(({ id, state }) => `${id} ${state}`));
  if (/are not touched/.test(sentence)) expect(ids(before).filter((id) => ids(after).includes(id))).toHaveLength(Math.min(...scaled));
}

it.each(CHANGES.map((change) => [change.about, change] as const))("what is said of %s is what the engine then does", async (_about, change) => {
  const house = await openHouse();
  const [first = BASE, ...more] = change.texts ?? [];
  await house.ended(await house.deploy("demo", first));
  for (const text of more) {
    await upgrade(house, text);
    await confirm(house).catch(() => "nothing to confirm");
  }
  await change.first?.(house);
  const of = (service: string) => house.engine.containers().filter(({ name }) => name.includes(`-${service}-`));
  const names = [...new Set([...Object.keys(change.says), "web", "db"])];
  const before = new Map(names.map((name): [string, Containers] => [name, of(name).map((one) => ({ ...one }))]));

  const strategy = { ...DEFAULT_STRATEGY, intervalSeconds: 0, ...change.strategy };
  const { dropped = {} } = change;
  const input = { ...key(house), isNew: false, composeText: change.after, variables: {}, strategy, dropped };
  const { plan, hash } = await reviewStack({ ctx: house.tin, input });
  expect(hash).not.toBeNull();
  const said = (name: string) => plan.flatMap(({ service, text }) => (service === name && text.startsWith(`${name}: `) ? [text.slice(name.length + 2)] : []));
  const withoutTime = (text: string) => text.replace(/; about .*$/, "");
  for (const [name, sentence] of Object.entries(change.says)) expect(said(name).map(withoutTime)).toEqual([sentence]);

  await house.ended(await house.upgrade("demo", change.after, { strategy, dropped, replaceCandidate: true }));
  for (const name of names) for (const sentence of said(name)) promised(sentence, before.get(name) ?? [], of(name));
});
