import { createHash } from "node:crypto";
import Docker from "dockerode";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { oneTimeCodes } from "@/lib/auth/codes";
import { passwords } from "@/lib/auth/password";
import { IN_PROCESS } from "@/lib/compose/reader";
import type { EngineTls } from "@/lib/core/engine-address";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import type { OpContext } from "@/lib/ops/context";
import { deployStack } from "@/lib/ops/deploy-stack";
import { readEngine, readEngineDisk } from "@/lib/ops/read-engine";
import { reviewStack } from "@/lib/ops/review-stack";
import { scaleService } from "@/lib/ops/scale-service";
import { getStack, listEnvironments } from "@/lib/ops/view-stack";
import { pinAddress } from "@/lib/outside/pin-address";
import { createReconciler } from "@/lib/reconcile/reconciler";
import { makeCertificates } from "@/lib/testing/certificates";
import { testDatabase } from "@/lib/testing/database";
import { makeUser } from "@/lib/testing/factories";
import { testKeptLogs } from "@/lib/testing/kept-logs";
import { eventually, type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { testDiary } from "@/lib/testing/recordings";
import { testSealing } from "@/lib/testing/sealing";
import { type SecondEngine, startSecondEngine } from "@/lib/testing/second-engine";
import { makeImages } from "../../scripts/images/make";
import { createDockerEngine } from "./docker";
import { connectionOptions, DEFAULT_ENDPOINT } from "./endpoint";
import { createPlaces } from "./places";
import { probeEngine } from "./probe";
import { wayTo } from "./way";

const FIRST = process.env.DOCKER_HOST || DEFAULT_ENDPOINT;
const IMAGE = "spindle/demo:v1";
const FILE = `services:\n  web:\n    image: ${IMAGE}\n    ports: ["8080"]\n`;
let real: LiveEngine;
let second: SecondEngine;

beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  real = liveEngine();
  second = await startSecondEngine();
  await second.load(new Docker(connectionOptions(FIRST)), IMAGE);
});
afterAll(async () => {
  await real?.clean();
  await second?.forget();
});

const tls = (over: Partial<EngineTls> = {}): EngineTls => ({
  ca: second.certificates.ca,
  certificate: second.certificates.client.certificate,
  key: second.certificates.client.key,
  ...over,
});
/** By a name of its certificate, at the address that the name was pinned to. */
const probe = (over: Partial<EngineTls> | null = {}, host = "engine.test") =>
  probeEngine({ endpoint: `tcp://${host}:2376`, pinned: second.address, tls: over && tls(over), broken: null });

/** The house on two real engines: dev on the machine's own, prod on the second, over TLS. */
async function house() {
  const db = await testDatabase();
  const sealing = testSealing();
  const now = () => Date.now();
  const log = (error: unknown) => console.warn(error);
  const places = createPlaces({
    own: FIRST,
    ways: async () =>
      (await db.registry.engineAddresses()).map(({ environmentId, address }) => ({ environmentId, way: wayTo(environmentId, address, FIRST, sealing) })),
    open: (way) => createDockerEngine({ ...way, instanceId: real.instanceId }),
    probe: probeEngine,
    pin: async (host) => (await pinAddress(host, { listed: [] })).address,
    now,
    onListenerError: log,
  });
  const settings = { colour: "prod" as const, baseDomain: null, openTo: null, needsApproval: false, policy: DEFAULT_POLICY };
  const own = { endpoint: null, pinned: null, tls: null };
  const secure = (id: string) => ({
    endpoint: "tcp://engine.test:2376",
    pinned: second.address,
    tls: { ...tls(), key: sealing.seal(tls().key, `environment/${id}/tls-key`) },
  });
  const [dev, prod] = await db.registry.transaction(async (tx) => [
    await tx.createEnvironment({ ...settings, name: "dev", address: () => own }, now()),
    await tx.createEnvironment({ ...settings, name: "prod", address: secure }, now()),
  ]);
  await places.follow();
  const reconciler = createReconciler({ registry: db.registry, places, sealing, now, log });
  await reconciler.start();
  onTestFinished(async () => {
    await reconciler.stop();
    await places.stop();
  });
  const user = await makeUser(db);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const actor = { userId: user.id, username: user.username, role: user.role, sessionId: "s" };
  const ctx: OpContext = {
    ...db,
    ...testDiary(db.file, { sealing, now, log }),
    keptLogs: testKeptLogs({ world: db.registry, places, now, log }),
    reconciler,
    places,
    passwords,
    codes: oneTimeCodes,
    signIn: PLAIN_SIGN_IN,
    sealing,
    now,
    log,
    hash,
    ...IN_PROCESS,
    actor,
    address: "127.0.0.1",
  };
  const deploy = async (environment: string, stack = "portal") => {
    const input = { environment, stack, composeText: FILE, variables: {} };
    const review = await reviewStack({ ctx, input: { ...input, isNew: true, strategy: null } });
    return deployStack({ ctx, input: { ...input, reviewedHash: review.hash ?? JSON.stringify(review.issues), message: null } });
  };
  const running = (environment: string, count: number) =>
    eventually(
      () => getStack({ ctx, input: { environment, stack: "portal" } }),
      (view) => view.running === count,
      30_000,
    );
  const becomes = (id: string, state: string) =>
    eventually(
      () => places.of(id).mirror.status().state,
      (now) => now === state,
      20_000,
    );
  await becomes(dev, "up");
  await becomes(prod, "up");
  return { ctx, places, dev, prod, deploy, running, becomes };
}

const containersOf = async (docker: Docker) => (await docker.listContainers({ filters: { label: [`io.spindle.instance=${real.instanceId}`] } })).length;

describe("two engines", () => {
  test("stacks live on both, each on its own; one engine stops and the other works on; it comes back and is put right", async () => {
    const { ctx, deploy, running, becomes, prod } = await house();
    await deploy("dev");
    await deploy("prod");
    const [one, other] = await Promise.all([running("dev", 1), running("prod", 1)]);
    expect([await containersOf(real.outside), await containersOf(second.outside)]).toEqual([1, 1]);
    // One pool of host ports each: the engines are not the same machine's, or not the same network's.
    expect([one, other].map(({ endpoints }) => endpoints.length)).toEqual([1, 1]);

    await second.stop();
    await becomes(prod, "down");
    const states = (await listEnvironments({ ctx })).map(({ name, engine }) => `${name} ${engine.state}`);
    expect(states).toEqual(["dev up", "prod down"]);
    await expect(deploy("prod", "second")).rejects.toMatchObject({ problem: { code: "ENGINE_UNREACHABLE" } });
    await scaleService({ ctx, input: { environment: "dev", stack: "portal", service: "web", scale: 2 } });
    await running("dev", 2);
    expect(await getStack({ ctx, input: { environment: "prod", stack: "portal" } })).toMatchObject({
      name: "portal",
      services: [{ why: { kind: "engine-away" } }],
    });

    await second.start();
    await becomes(prod, "up");
    await running("prod", 1);
    expect(await containersOf(second.outside)).toBe(1);
  });

  test("how each engine is: versions with a mark below a safe one, and its disk with who uses an image", async () => {
    const { ctx, deploy, running } = await house();
    await deploy("prod");
    await running("prod", 1);
    const operator = { ...ctx, actor: { ...ctx.actor, role: "operator" as const } };
    await expect(readEngine({ ctx, input: { environment: "prod" } })).rejects.toMatchObject({ problem: { code: "FORBIDDEN" } });
    const health = await readEngine({ ctx: operator, input: { environment: "prod" } });
    const version = await second.outside.version();
    expect(health.components).toContainEqual({ name: "Engine", version: version.Version });
    expect(health).toMatchObject({ apiVersion: version.ApiVersion, reconnects: 0, disk: null });
    expect(Math.abs(health.clockAhead)).toBeLessThan(1_000);
    expect((await readEngine({ ctx: operator, input: { environment: "dev" } })).disk?.total).toBeGreaterThan(0);
    const { imageList, images } = await readEngineDisk({ ctx: operator, input: { environment: "prod" } });
    expect(images.count).toBe(1);
    expect(imageList).toEqual([expect.objectContaining({ names: [IMAGE], users: ["portal/web"] })]);
  });

  test("a connection is tried in words: who is there, or what is wrong with the certificates", async () => {
    expect(await probe()).toMatchObject({ ok: true, apiVersion: (await second.outside.version()).ApiVersion, swarm: false });
    const other = makeCertificates();
    expect(await probe({ ca: other.ca })).toMatchObject({ ok: false, fault: "unknown-authority" });
    expect(await probe({}, "another.test")).toMatchObject({ ok: false, fault: "wrong-name" });
    expect(await probe({ certificate: other.client.certificate, key: other.client.key })).toMatchObject({ ok: false, fault: "client-refused" });
    expect(await probe(null)).toMatchObject({ ok: false });
    const nobody = await probeEngine({ endpoint: "unix:///tmp/no-such.sock", pinned: null, tls: null, broken: null });
    expect(nobody).toMatchObject({ ok: false, fault: "no-socket" });
    const refused = await probeEngine({ endpoint: `tcp://${second.address}:1`, pinned: null, tls: null, broken: null });
    expect(refused).toMatchObject({ ok: false, fault: "refused" });
  });
});
