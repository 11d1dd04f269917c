import { askEngine } from "../ensure/engine-api.mjs";
import { isAlive } from "../ensure/files.mjs";

const host = process.env.DOCKER_HOST || "unix:///var/run/docker.sock";
const label = "io.spindle.instance";
const removalsAtOnce = 4; // Docker 20.10 can deadlock on mass removal.

/** Removes containers, networks and volumes of test runs that are over, and none of a run that still works. */
export const sweepEngine = () => sweep(isLeftover);

/** Removes what one instance left on the engine; its server has ended. */
export const sweepInstance = (instance) => sweep((other) => other === instance);

async function sweep(isMeant) {
  const filter = `filters=${encodeURIComponent(JSON.stringify({ label: [label] }))}`;
  const containers = await list(`/containers/json?all=1&${filter}`, isMeant);
  await removeAll(containers.map(({ Id }) => `/containers/${Id}?force=1&v=1`));
  const networks = await list(`/networks?${filter}`, isMeant);
  await removeAll(networks.map(({ Id }) => `/networks/${Id}`));
  const volumes = await list(`/volumes?${filter}`, isMeant, (body) => body.Volumes ?? []);
  await removeAll(volumes.map(({ Name }) => `/volumes/${Name}`));
}

/** See lib/testing/instance.ts: `kind-pid-random`. */
export function isLeftover(instance) {
  const run = /^(?:test|e2e|bench)-(\d+)-/.exec(instance ?? "");
  return run !== null && !isAlive(Number(run[1]));
}

async function list(path, isMeant, rows = (body) => body) {
  const { status, body } = await askEngine(host, "GET", path, 10_000);
  if (status !== 200) throw new Error(`the engine answered ${status} to ${path}: ${body}`);
  return rows(JSON.parse(body)).filter((row) => isMeant(row.Labels?.[label]));
}

async function removeAll(paths) {
  const queue = [...paths];
  await Promise.all(Array.from({ length: removalsAtOnce }, () => drain(queue)));
}

async function drain(queue) {
  for (let path = queue.shift(); path; path = queue.shift()) {
    const { status, body } = await askEngine(host, "DELETE", path, 30_000);
    if (status >= 400 && status !== 404) throw new Error(`the engine would not remove ${path}: ${body}`);
  }
}
