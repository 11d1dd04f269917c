import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { oneTimeCodes } from "@/lib/auth/codes";
import { passwords } from "@/lib/auth/password";
import { IN_PROCESS } from "@/lib/compose/reader";
import { DEFAULT_STRATEGY, type Strategy } from "@/lib/core/desired";
import type { DroppedChoices } from "@/lib/core/dropped";
import { NO_POST } from "@/lib/core/notice-addresses";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import type { ServiceView, StackView } from "@/lib/core/views";
import { createFakeEngine, type FakeEngine, type FakeImage } from "@/lib/engine/fake";
import { createEngineMirror } from "@/lib/engine/mirror";
import { noteOwnCalls, ownCalls } from "@/lib/engine/own-calls";
import type { Engine, EngineMirror } from "@/lib/engine/port";
import type { OpenKeptLogs } from "@/lib/logs/kept-logs";
import type { Started } from "@/lib/ops/change-stack";
import type { OpContext } from "@/lib/ops/context";
import { deployStack } from "@/lib/ops/deploy-stack";
import { getOperation } from "@/lib/ops/list-operations";
import { reviewStack } from "@/lib/ops/review-stack";
import { upgradeStack } from "@/lib/ops/upgrade-stack";
import { getStack } from "@/lib/ops/view-stack";
import { createReconciler } from "@/lib/reconcile/reconciler";
import type { Reconciler } from "@/lib/reconcile/types";
import { newId } from "@/lib/registry/id";
import { withFreshSession } from "./accounts";
import { type AtEnd, type TestDatabase, testDatabase } from "./database";
import { type MadeUser, makeEnvironment, makeUser } from "./factories";
import { testKeptLogs } from "./kept-logs";
import { ENGINE_CHANGES, Life } from "./mortal";
import { onePlace } from "./one-place";
import { quickClock } from "./quick-clock";
import { testRecordings, verifierOf } from "./recordings";
import { testSealing } from "./sealing";
import { NO_STATISTICS } from "./statistics";

/** The whole house on a real database and the fake engine, in quick time: people act through ops, the reconciler works, views are read. */
export interface House {
  db: TestDatabase;
  engine: FakeEngine;
  mirror: EngineMirror;
  reconciler: Reconciler;
  environment: string;
  tin: OpContext;
  /** Keeps lines once it is started. */
  keptLogs: OpenKeptLogs;
  errors: unknown[];
  as(user: MadeUser): OpContext;
  deploy(stack: string, composeText: string, ctx?: OpContext): Promise<Started>;
  upgrade(stack: string, composeText: string, over?: { strategy?: Partial<Strategy>; replaceCandidate?: boolean; dropped?: DroppedChoices }): Promise<Started>;
  view(stack: string): Promise<StackView>;
  service(stack: string, service: string): Promise<ServiceView>;
  /** Waits until the operation has ended and says how. */
  ended(started: Started): Promise<string>;
  until<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T>;
  /** Lets this much time of the house go by at once, for everyone alike; what falls due in it happens now. */
  skip(ms: number): void;
  /** The life of the server that runs now. */
  life(): Life;
  /** A new reconciler and mirror on the same database and engine, as after kill -9: the old ones are cut off without a word. */
  restart(): Promise<void>;
}

export const IMAGES: [string, FakeImage][] = [
  ["web:v1", { imageId: "sha256:web1" }],
  ["web:v2", { imageId: "sha256:web2" }],
  ["web:v3", { imageId: "sha256:web3" }],
  ["web:crash", { imageId: "sha256:crash", crashAfterMs: 200, exitCode: 1 }],
  ["web:cannot", { imageId: "sha256:cannot", startError: 'OCI runtime create failed: exec: "haproxy": executable file not found in $PATH: unknown' }],
  ["web:sick", { imageId: "sha256:sick", health: "never" }],
  ["web:checked", { imageId: "sha256:checked", health: { afterMs: 500 } }],
  ["db:v1", { imageId: "sha256:db1", health: { afterMs: 1_000 } }],
];

export async function openHouse(atEnd: AtEnd = onTestFinished): Promise<House> {
  const db = await testDatabase(atEnd);
  const { now, after, skip } = quickClock(atEnd, () => engine.tick());
  const engine = createFakeEngine({ now });
  for (const [name, image] of IMAGES) engine.images.set(name, image);
  const { name: environment } = await makeEnvironment(db);
  const errors: unknown[] = [];
  const log = (error: unknown) => void errors.push(error);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const sealing = testSealing();
  const calls = ownCalls(now);
  const start = async () => {
    const life = new Life();
    const hands = noteOwnCalls(life.mortal<Engine>(engine, ENGINE_CHANGES), calls);
    const mirror = createEngineMirror(hands, { now });
    const place = { engine: hands, mirror };
    const reconciler = createReconciler({ registry: life.mortal(db.registry, []), places: onePlace(() => place), sealing, now, after, log });
    mirror.start();
    await until(
      () => mirror.status().state,
      (state) => state === "up",
    );
    await reconciler.start();
    return { life, mirror, place: { engine, mirror }, reconciler };
  };
  let live = await start();
  atEnd(async () => {
    await live.reconciler.stop();
    await live.mirror.stop();
  });
  const places = onePlace(() => live.place, calls.asked);
  const recordings = testRecordings({ sealing, now, log }, atEnd);
  const keptLogs = testKeptLogs({ world: db.registry, places, now: Date.now, log }, atEnd);
  const as = (user: MadeUser): OpContext => ({
    registry: db.registry,
    accounts: withFreshSession(db.accounts),
    passwords,
    sealing,
    codes: oneTimeCodes,
    signIn: PLAIN_SIGN_IN,
    recordings,
    keptLogs,
    statistics: NO_STATISTICS,
    auditVerifier: verifierOf(db.file),
    auditForward: { state: async () => null },
    post: NO_POST,
    get reconciler() {
      return live.reconciler;
    },
    places,
    now,
    hash,
    newId,
    ...IN_PROCESS,
    log,
    actor: { userId: user.id, username: user.username, role: user.role, sessionId: "s" },
    address: "127.0.0.1",
  });
  const tin = as(await makeUser(db, "user", "tin"));
  const review = (ctx: OpContext, stack: string, composeText: string, isNew: boolean, dropped: DroppedChoices = {}) =>
    reviewStack({ ctx, input: { environment, stack, isNew, composeText, variables: {}, strategy: null, dropped } });
  const house: House = {
    db,
    engine,
    environment,
    tin,
    keptLogs,
    errors,
    as,
    get mirror() {
      return live.mirror;
    },
    get reconciler() {
      return live.reconciler;
    },
    async deploy(stack, composeText, ctx = tin) {
      const { hash: reviewedHash } = await review(ctx, stack, composeText, true);
      return deployStack({ ctx, input: { environment, stack, composeText, variables: {}, reviewedHash: reviewedHash ?? "", message: null } });
    },
    async upgrade(stack, composeText, { strategy, replaceCandidate = false, dropped = {} } = {}) {
      const { hash: reviewedHash } = await review(tin, stack, composeText, false, dropped);
      const input = {
        environment,
        stack,
        composeText,
        variables: {},
        reviewedHash: reviewedHash ?? "",
        message: null,
        strategy: { ...DEFAULT_STRATEGY, intervalSeconds: 0, ...strategy },
        baseRevision: (await house.view(stack)).revision,
        replaceCandidate,
        dropped,
      };
      return upgradeStack({ ctx: tin, input });
    },
    view: (stack) => getStack({ ctx: tin, input: { environment, stack } }),
    async service(stack, service) {
      const found = (await house.view(stack)).services.find(({ name }) => name === service);
      if (!found) throw new Error(`no service ${service}`);
      return found;
    },
    async ended({ operationId }) {
      const operation = await until(
        () => getOperation({ ctx: tin, input: { operation: operationId ?? "" } }),
        ({ status }) => status !== "running",
      );
      return operation.problem ? `${operation.status} ${operation.problem.code}` : operation.status;
    },
    until,
    skip,
    life: () => live.life,
    async restart() {
      live.life.end();
      live = await start();
    },
  };
  return house;
}

/** Looks again every few milliseconds until it holds; the test's own time limit ends a wait that never does. */
async function until<T>(look: () => Promise<T> | T, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
