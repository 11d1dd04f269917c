import { createHash } from "node:crypto";
import { onTestFinished } from "vitest";
import { oneTimeCodes } from "@/lib/auth/codes";
import { passwords } from "@/lib/auth/password";
import { IN_PROCESS } from "@/lib/compose/reader";
import { PLAIN_SIGN_IN } from "@/lib/core/sign-in";
import { createEngineMirror } from "@/lib/engine/mirror";
import type { OpContext } from "@/lib/ops/context";
import { deployStack } from "@/lib/ops/deploy-stack";
import { reviewStack } from "@/lib/ops/review-stack";
import type { ChannelRequest } from "@/lib/realtime/protocol";
import { createReconciler } from "@/lib/reconcile/reconciler";
import { testDatabase } from "./database";
import { makeEnvironment, makeUser } from "./factories";
import { testKeptLogs } from "./kept-logs";
import { eventually, type LiveEngine } from "./live-engine";
import { openLiveRoom } from "./live-room";
import { onePlace } from "./one-place";
import { testDiary } from "./recordings";
import { testSealing } from "./sealing";

/** The house on the real engine, with one stack up. */
export async function openRealRoom(real: LiveEngine, compose: string) {
  const db = await testDatabase();
  const { name: environment } = await makeEnvironment(db);
  const user = await makeUser(db);
  const now = () => Date.now();
  const log = (error: unknown) => console.warn(error);
  const { engine } = real;
  const mirror = createEngineMirror(engine, { now });
  const sealing = testSealing();
  const place = { engine, mirror };
  const places = onePlace(() => place);
  const keptLogs = testKeptLogs({ world: db.registry, places, now, log });
  const reconciler = createReconciler({ registry: db.registry, places, sealing, lastLines: (...of) => keptLogs.finish(...of), now, log });
  mirror.start();
  await eventually(mirror.status, ({ state }) => state === "up");
  await reconciler.start();
  onTestFinished(async () => {
    await reconciler.stop();
    await mirror.stop();
  });
  const actor = { userId: user.id, username: user.username, role: user.role, sessionId: "s" };
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const ctx: OpContext = {
    ...db,
    reconciler,
    places,
    passwords,
    sealing,
    ...testDiary(db.file, { sealing, now, log }),
    keptLogs,
    codes: oneTimeCodes,
    signIn: PLAIN_SIGN_IN,
    now,
    log,
    hash,
    ...IN_PROCESS,
    actor,
    address: "127.0.0.1",
  };
  const input = { environment, stack: "live", composeText: compose, variables: {} };
  const review = await reviewStack({ ctx, input: { ...input, isNew: true, strategy: null } });
  await deployStack({ ctx, input: { ...input, reviewedHash: review.hash ?? JSON.stringify(review.issues), message: null } });
  const [stack] = await db.registry.stackIds();
  const ids = () => mirror.stack(stack?.id ?? "").containers.map(({ id }) => id);
  const container = await eventually(
    () => ids()[0] ?? "",
    (id) => mirror.container(id)?.state === "running" || mirror.container(id)?.state === "exited",
    30_000,
  );
  const live = await openLiveRoom(ctx);
  const logs = (over: Partial<Extract<ChannelRequest, { kind: "logs" }>> = {}): ChannelRequest => ({
    kind: "logs",
    environment,
    stack: "live",
    service: null,
    containers: null,
    tail: "all",
    since: null,
    ...over,
  });
  const shell = (over: Partial<Extract<ChannelRequest, { kind: "shell" }>> = {}): ChannelRequest => ({
    kind: "shell",
    environment,
    stack: "live",
    container,
    ticket: "",
    shell: null,
    cols: 80,
    rows: 24,
    resume: null,
    ...over,
  });
  return { db, ctx, keptLogs, live, user, container, logs, shell };
}
