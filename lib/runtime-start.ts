import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import pino from "pino";
import { createArrivals } from "@/lib/auth/arrivals";
import { oneTimeCodes } from "@/lib/auth/codes";
import { loadKeys } from "@/lib/auth/key-file";
import { createSealing } from "@/lib/auth/keyring";
import { createDirectory } from "@/lib/auth/ldap";
import { makeOnce } from "@/lib/auth/own-file";
import { passwords } from "@/lib/auth/password";
import { loadSecret } from "@/lib/auth/secret";
import { type IssuedSetupToken, issueSetupToken, NO_SETUP_TOKEN } from "@/lib/auth/setup-token";
import { readSignInFile } from "@/lib/auth/sign-in-file";
import { siteAt } from "@/lib/auth/site";
import { createTickets } from "@/lib/auth/tickets";
import { createDockerEngine } from "@/lib/engine/docker";
import { DEFAULT_ENDPOINT } from "@/lib/engine/endpoint";
import { createPlaces } from "@/lib/engine/places";
import { probeEngine } from "@/lib/engine/probe";
import { wayTo } from "@/lib/engine/way";
import type { Env } from "@/lib/env";
import { createForward } from "@/lib/forward/forward";
import { pinAddress } from "@/lib/outside/pin-address";
import { createWorkerReader } from "@/lib/reader/worker-reader";
import { Realtime } from "@/lib/realtime/realtime";
import { createReconciler } from "@/lib/reconcile/reconciler";
import { createRecordings } from "@/lib/recordings/recordings";
import { createAccountStore } from "@/lib/registry/accounts";
import { settleUnknown } from "@/lib/registry/audit-begin";
import { openDatabase } from "@/lib/registry/database";
import { seedEnvironment } from "@/lib/registry/environments";
import { newId } from "@/lib/registry/id";
import { createRegistry } from "@/lib/registry/registry";
import { createAuditVerifier } from "@/lib/registry/verify-in-thread";
import { type Runtime, setRuntime } from "./runtime";
import { createRuntimeWatch } from "./runtime-watch";

export interface Started {
  runtime: Runtime;
  realtime: Realtime;
  /** Present while there is no administrator: to be printed once. */
  setupToken: IssuedSetupToken | null;
  /** Ends shells and sockets, lets the steps under way finish, closes the database. */
  stop(): Promise<void>;
}

/** Builds everything there is one of, starts it, and shares it with Next. Works without an engine; throws when the data folder cannot be used. */
export async function startRuntime(env: Env): Promise<Started> {
  const logger = pino({ level: env.LOG_LEVEL, base: undefined });
  const log = (error: unknown) => logger.error({ err: error }, error instanceof Error ? error.message : "failed");
  const now = () => Date.now();
  const dataDir = resolve(env.SPINDLE_DATA);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const database = await openDatabase(join(dataDir, "spindle.db"));
  await seedEnvironment(database);
  const registry = createRegistry(database);
  const accounts = createAccountStore(database);
  const instanceId = env.SPINDLE_INSTANCE ?? (await keptInstance(dataDir));
  const sealing = createSealing(await loadKeys({ dataDir, text: env.SPINDLE_KEYS, file: env.SPINDLE_KEYS_FILE }));
  const own = env.DOCKER_HOST ?? DEFAULT_ENDPOINT;
  const places = createPlaces({
    own,
    probe: probeEngine,
    pin: async (host) => (await pinAddress(host, { listed: env.SPINDLE_PRIVATE_HOSTS })).address,
    ways: async () =>
      (await registry.engineAddresses()).map(({ environmentId, address }) => ({ environmentId, way: wayTo(environmentId, address, own, sealing) })),
    open: (way) => createDockerEngine({ ...way, instanceId, addressPool: env.SPINDLE_ADDRESS_POOL, secretsDir: env.SPINDLE_SECRETS_DIR }),
    now,
    onListenerError: log,
  });
  const stopFollowing = registry.subscribe((change) => change.type === "environments" && void places.follow().catch(log));
  const watch = createRuntimeWatch({ registry, places, sealing, newId, now, log }, env, dataDir, builtWorker("log-worker.mjs"));
  const reconciler = createReconciler({ registry, places, sealing, lastLines: watch.lastLines, now, log });
  const elsewhere = await readSignInFile({ file: env.SPINDLE_SIGN_IN_FILE, ldapPassword: env.SPINDLE_LDAP_PASSWORD, oidcSecret: env.SPINDLE_OIDC_SECRET });
  const reader = createWorkerReader({ worker: builtWorker("compose-worker.mjs") });
  const setupToken = (await accounts.userCount()) === 0 ? issueSetupToken(now) : null;
  const recordings = createRecordings({ folder: join(dataDir, "recordings"), sealing, now, log, keepDays: env.SPINDLE_RECORDING_DAYS });
  const auditVerifier = createAuditVerifier({ worker: builtWorker("audit-worker.mjs"), file: join(dataDir, "spindle.db") });
  const forward = env.SPINDLE_AUDIT_FORWARD
    ? createForward({ target: env.SPINDLE_AUDIT_FORWARD, file: join(dataDir, "audit-forward"), registry, now, log })
    : null;
  const runtime: Runtime = {
    registry,
    accounts,
    reconciler,
    places,
    now,
    log,
    readCompose: reader.readCompose,
    maskCompose: reader.maskCompose,
    withoutServices: reader.withoutServices,
    newId,
    hash: (text) => createHash("sha256").update(text).digest("hex"),
    secret: await loadSecret(dataDir, env.NEXTAUTH_SECRET),
    passwords,
    sealing,
    codes: oneTimeCodes,
    signIn: {
      freshForMs: env.SPINDLE_FRESH_MINUTES * 60_000,
      administratorsNeedSecondFactor: env.SPINDLE_ADMINS_NEED_SECOND_FACTOR,
      directory: elsewhere.ldap && createDirectory(elsewhere.ldap),
      provider: elsewhere.oidc,
    },
    oidc: elsewhere.oidc,
    recordings,
    keptLogs: watch.keptLogs,
    statistics: watch.statistics,
    post: watch.post,
    selfWatch: watch.selfWatch,
    auditVerifier,
    auditForward: forward ?? { state: async () => null },
    setupToken: setupToken ?? NO_SETUP_TOKEN,
    site: siteAt(env.SPINDLE_URL),
    tickets: createTickets(() => performance.now()),
    arrivals: createArrivals(now),
    instanceId,
  };
  setRuntime(runtime);
  await recordings.sweep();
  await settleUnknown(database, now());
  await forward?.start();
  const realtime = new Realtime(runtime);
  await watch.listen();
  await places.follow();
  watch.keep();
  await reconciler.start();
  await watch.start(runtime, () => realtime.counts());

  return {
    runtime,
    realtime,
    setupToken,
    stop: async () => {
      watch.leave();
      await realtime.close();
      await reconciler.stop();
      await watch.stop();
      stopFollowing();
      await places.stop();
      await reader.stop();
      await auditVerifier.stop();
      await forward?.stop();
      await registry.close();
    },
  };
}

/** Beside the bundle in production; where the server itself runs from source, as it was built when that started. */
function builtWorker(name: string): URL {
  const beside = new URL(`./${name}`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../dist/${name}`, import.meta.url);
}

/** The mark of this installation on the engine's objects, made once. */
async function keptInstance(dataDir: string): Promise<string> {
  return (await makeOnce(join(dataDir, "instance"), `s${randomBytes(8).toString("hex")}\n`)).trim();
}
