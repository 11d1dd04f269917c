import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import composerize from "composerize";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { fromRun } from "@/components/sources/docker-run";
import { readFiles } from "@/components/sources/read-files";
import { parseCompose } from "@/lib/compose/parse-compose";
import { readWorld, type World } from "@/lib/compose/world";
import { DEFAULT_STRATEGY } from "@/lib/core/desired";
import { problemOf } from "@/lib/core/errors";
import { tarEnd, tarPiece } from "@/lib/export/write-export";
import { ATTACK_FILES, WORLD } from "@/lib/testing/attack-files";
import { makeUser } from "@/lib/testing/factories";
import { openHouse } from "@/lib/testing/house";
import { deployStack } from "./deploy-stack";
import { getRevision } from "./list-revisions";
import { mergeCompose } from "./merge-compose";
import { readClone } from "./read-clone";
import { redeployService } from "./redeploy-service";
import { reviewStack } from "./review-stack";
import { rollBack } from "./roll-back";
import { upgradeStack } from "./upgrade-stack";
import { getStack } from "./view-stack";

vi.mock("@/lib/actions/stacks", () => ({ mergeAction: vi.fn() }));

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (error: unknown) => problemOf(error).code,
  );

const GOOD = "services:\n  web:\n    image: web:v1\n";

/** In the same world as the command line's, with the person's numbers in her grants, as the app knows no others. */
async function attackedHouse() {
  const house = await openHouse();
  const ada = house.as(await makeUser(house.db, "user", "ada"));
  const { policy, variables } = world;
  const bindRoots = policy.bindRoots.map((grant) => (grant.users.includes("ada") ? { ...grant, uid: 80115, gid: 80115 } : grant));
  await house.db.database.prisma.environment.updateMany({ data: { policy: JSON.stringify({ ...policy, bindRoots }) } });
  const target = { environment: house.environment, stack: "portal" };
  const hashOf = async (composeText: string, isNew: boolean, rancherText: string | null = null) =>
    (await reviewStack({ ctx: ada, input: { ...target, isNew, composeText, rancherText, variables, strategy: null } })).hash;
  const revision = async () => (await getStack({ ctx: ada, input: target })).revision;
  /** What each entrance makes of a text: a review with a hash, or a write, is one accepted too many. */
  const enter = async (composeText: string, isNew: boolean): Promise<string[]> => {
    const hash = await hashOf(composeText, isNew);
    const input = { ...target, composeText, variables, reviewedHash: hash ?? "none", message: null };
    const written = isNew
      ? deployStack({ ctx: ada, input })
      : upgradeStack({
          ctx: ada,
          input: { ...input, strategy: { ...DEFAULT_STRATEGY, intervalSeconds: 0 }, baseRevision: await revision(), replaceCandidate: true },
        });
    return [hash === null ? "no hash" : "accepted", await outcome(written)];
  };
  const settled = () =>
    house.until(
      () => house.engine.containers().map(({ state }) => state),
      (states) => states.includes("running"),
    );
  /** A stored revision gets another text, as if it had been allowed on its day. */
  const forge = (number: number, composeText: string) => house.db.database.prisma.revision.updateMany({ where: { number }, data: { composeText } });
  return { house, ada, target, variables, hashOf, enter, settled, forge };
}

// Another stack's port is known only where ports are leased, so it is refused there and not in the text.
const TAKEN = /60010:80/;
const TEXTS = Object.values(ATTACK_FILES)
  .flat()
  .filter((text) => !TAKEN.test(text));

const world = readWorld(WORLD) as World;
const isAboutWeb = (text: string) =>
  parseCompose(text, { ...world, stackName: "portal" }).issues.some(({ severity, path }) => severity === "error" && !/^services\.(?!web\b(?!;))/.test(path));

/** The attack files that a check did not stop. */
async function passing(check: (text: string) => Promise<boolean>): Promise<string[]> {
  const passed: string[] = [];
  for (const text of TEXTS) if (await check(text)) passed.push(text.slice(0, 400));
  return passed;
}

test("no attack file is accepted by any entrance: review, new stack, upgrade, redeploy", async () => {
  const { house, ada, target, enter, settled, forge } = await attackedHouse();
  expect(TEXTS.length).toBeGreaterThan(250);
  expect(await passing(async (text) => (await enter(text, true)).includes("accepted"))).toEqual([]);
  expect(house.engine.containers()).toEqual([]);
  expect(await enter(GOOD, true)).toEqual(["accepted", "accepted"]);
  await settled();
  expect(await passing(async (text) => (await enter(text, false)).includes("accepted"))).toEqual([]);
  const redeploy = () => outcome(redeployService({ ctx: ada, input: { ...target, service: "web" } }));
  const redeployed = await passing(async (text) => {
    await forge(1, text);
    return (await redeploy()) !== "COMPOSE_REFUSED";
  });
  expect(redeployed).toEqual([]);
  expect(house.engine.containers()).toHaveLength(1);
}, 240_000);

test("no attack file comes back: by a roll back under today's policy, by restoring a revision, by cloning a stack", async () => {
  const { house, ada, target, enter, settled, forge } = await attackedHouse();
  expect(await enter(GOOD, true)).toEqual(["accepted", "accepted"]);
  await settled();
  expect(await enter(GOOD.replace("v1", "v2"), false)).toEqual(["accepted", "accepted"]);
  await house.until(
    async () => (await house.db.registry.stacks({ kind: "all" }, ada.actor.userId, (await house.db.database.prisma.environment.findFirstOrThrow()).id))[0],
    (stack) => stack?.desired.services[0]?.phase === "upgraded",
  );
  const back = await passing(async (text) => {
    // What is wrong with another service alone is judged when that one goes back.
    if (!isAboutWeb(text)) return false;
    await forge(1, text);
    return (await outcome(rollBack({ ctx: ada, input: { ...target, service: null } }))) !== "POLICY_REFUSED";
  });
  expect(back).toEqual([]);
  expect(TEXTS.filter((text) => !isAboutWeb(text)).length).toBeLessThan(20);
  // Restoring is a new upgrade with the old text, and cloning a new stack with the present one: both hand the very text to the entrances above.
  const changed = await passing(async (text) => {
    await forge(1, text);
    await forge(2, text);
    const restored = await getRevision({ ctx: ada, input: { ...target, revision: 1 } });
    const cloned = await readClone({ ctx: ada, input: target });
    return restored.composeText !== text || cloned.text !== text;
  });
  expect(changed).toEqual([]);
}, 240_000);

test("no attack file gets in by being merged with a good one, from below or from above, or by standing in a rancher-compose.yml", async () => {
  const { house, ada, hashOf } = await attackedHouse();
  const merged = (...texts: string[]) =>
    mergeCompose({ ctx: ada, input: { environment: house.environment, files: texts.map((text, index) => ({ name: `${index}.yml`, text })) } });
  const passed = await passing(async (text) => {
    for (const files of [
      [GOOD, text],
      [text, "x-note: from above\n"],
    ]) {
      const { text: one } = await merged(...files);
      if (one !== null && (await hashOf(one, true)) !== null) return true;
    }
    return false;
  });
  expect(passed).toEqual([]);
  expect(await hashOf(GOOD, true, "version: '2'\nservices:\n  web: { privileged: true }\n")).toBeNull();
}, 240_000);

describe("sources in the browser", () => {
  test("an export or a tar of anybody's hands its text to the entrances above as it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "spindle-attacks-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const manifest = {
      format: "spindle-stack" as const,
      version: 1 as const,
      stack: "portal",
      environment: "prod",
      project: "bob",
      revision: 1,
      author: "bob",
    };
    const rest = { message: null, exportedAt: "", variables: [], secrets: [], volumes: [], services: [] };
    const exported = (composeText: string) =>
      Buffer.concat([tarPiece({ name: "portal", composeText, rancherText: "", manifest: { ...manifest, ...rest } }, 0), tarEnd()]);
    const textOf = async (name: string, bytes: Buffer) => {
      const result = await readFiles("prod", [new File([new Uint8Array(bytes)], name)]);
      return result.ok ? ("source" in result ? result.source.text : "several") : result.reason;
    };
    const texts = TEXTS.filter((text) => text.length < 200 * 1024);
    for (const text of texts) expect(await textOf("export.tar", exported(text))).toBe(text);
    for (const text of texts.filter((_, index) => index % 20 === 0)) {
      writeFileSync(join(folder, "docker-compose.yml"), text);
      expect(await textOf("mine.tar", execFileSync("tar", ["-C", folder, "-cf", "-", "docker-compose.yml"]))).toBe(text);
    }
  });

  const RUNS = [
    ...["--privileged", "--pid host", "--ipc host", "--uts host", "--userns host", "--cgroupns host", "--network host", "--network container:bobs-db"],
    ...["-v /:/x", "-v /var/run/docker.sock:/s", "--mount type=bind,source=/,target=/x", "--volumes-from bobs-db", "--volume-driver sshfs"],
    ...["--cap-add ALL", "--device /dev/sda", "--security-opt seccomp=unconfined", "--sysctl net.ipv4.ip_forward=1", "--runtime other", "--cgroup-parent /x"],
    ...["-p 22:22", "-p 127.0.0.1:60001:80", "--memory 900g", "--pids-limit -1", "--shm-size 900g", "--tmpfs /x:size=900g", "--oom-kill-disable", "--gpus all"],
    ...[
      "--label traefik.enable=true",
      "--label io.spindle.owner=bob",
      "--add-host h:host-gateway",
      "--log-driver syslog",
      "--env-file /etc/shadow",
      "--isolation x",
    ],
    ...[
      "--mac-address 02:42:ac:11:00:02",
      "--ip 169.254.169.254",
      "--link bobs-db",
      "--workdir /proc/self/fd/8",
      "--entrypoint /proc/self/exe",
      "--health-interval 1ms",
    ],
  ];
  test("a docker run line is refused by the review, or what it asked for was left out and named", async () => {
    const { hashOf } = await attackedHouse();
    for (const words of RUNS) {
      const result = fromRun(`docker run --name web ${words} nginx:1.27`, composerize);
      if (!result.ok) throw new Error(`${words}: ${result.reason}`);
      const leftOut = result.source.notes.some((note) => note.includes(words.split(" ")[0] ?? ""));
      expect([words, leftOut, (await hashOf(result.source.text, true)) !== null]).toEqual([words, leftOut, leftOut]);
    }
  });
});

describe("there is no other way in", () => {
  const files = readdirSync("lib", { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|^testing\/|^generated\//.test(name))
    .map((name) => ({ name, text: readFileSync(join("lib", name), "utf8") }));
  const using = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name);

  test("what containers are made of is written by two ops, and both take what was reviewed", () => {
    expect(using(/\btx\.(addGeneration|createService)\(/).sort()).toEqual(["ops/deploy-stack.ts", "ops/upgrade-stack.ts"]);
    expect(using(/\btx\.addRevision\(/).sort()).toEqual(["ops/deploy-stack.ts", "ops/remove-stack.ts", "ops/upgrade-stack.ts"]);
    // Of an upgrade the part behind the check is used where the check was made.
    for (const name of [...using(/\bupgradeTo\(/), "ops/deploy-stack.ts"]) expect(using(/\bawait requireReviewed\(/)).toContain(name);
  });

  test("files go into a container once, before it has run", () => {
    expect(using(/\.(putArchive|getArchive)\(/)).toEqual(["engine/create-container.ts"]);
  });
});
