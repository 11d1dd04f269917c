import { randomBytes } from "node:crypto";
import { LABEL } from "@/lib/core/labels";
import { ComposePeer, composePath, NO_PEER, PEER } from "../compose-peer";
import type { EngineWatch, Which } from "../engine-watch";
import type { Lab, SignedIn } from "../lab";
import { interleave, Samples, timed } from "../race";
import { copiesOf, RawStack } from "../raw-stack";
import type { Goal } from "../report";
import { idleStack, specOf } from "../sample-stack";
import { median } from "../statistics";

/** One contender's whole life of a stack. Each act may leave work for `rest`, which is not timed. */
export interface Life {
  which: Which;
  network(): string;
  deploy(): Promise<unknown>;
  stop(): Promise<unknown>;
  start(): Promise<unknown>;
  remove(): Promise<unknown>;
  rest(): Promise<unknown>;
}

const SMALL: Goal = { gate: "ratio <= 1.3, peerRatio <= 0.7", stretch: "ratio <= 1.1, peerRatio <= 0.7" };
const TEN: Goal = { gate: "ratio <= 1.2, peerRatio <= 0.95", stretch: "ratio <= 1.1, peerRatio <= 0.95" };
const PLAN = [
  { size: 10, rounds: 5, acts: ["deploy", "stop", "start", "remove"], goal: TEN },
  { size: 1, rounds: 7, acts: ["deploy", "remove"], goal: SMALL },
] as const;

/** P12, P13: from the click (or the command) until the engine itself shows it. */
export async function deployBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  const watch = await lab.watch();
  const program = composePath();
  if (!program) lab.report.skip("deploy: peer", NO_PEER);
  for (const { size, rounds: wanted, acts, goal } of PLAN) {
    const lives: Record<string, (name: string) => Promise<Life>> = {
      spindle: (name) => spindleLife(signedIn, name, size),
      raw: (name) => rawLife(lab, name, size),
      ...(program ? { peer: (name) => peerLife(lab, program, name, size) } : {}),
    };
    const rounds = lab.rounds(wanted);
    const samples = new Samples();
    // The first time anything is done it is slower: nobody's first time counts.
    await interleave(1, Object.keys(lives), (who) => live(watch, size, lives[who], () => {}));
    await interleave(rounds, Object.keys(lives), (who) => live(watch, size, lives[who], (act, ms) => samples.add(who, act, ms)));
    for (const act of acts) {
      const of = (who: string) => median(samples.of(who, act));
      const peer = program ? { peer: { name: PEER, value: of("peer") } } : {};
      lab.report.add({ bench: "deploy", figure: `${act} ${size}`, unit: "ms", spindle: of("spindle"), raw: of("raw"), ...peer, rounds, goal });
    }
  }
}

async function live(watch: EngineWatch, size: number, begin: ((name: string) => Promise<Life>) | undefined, note: (act: string, ms: number) => void) {
  if (!begin) return;
  const life = await begin(`b-${randomBytes(4).toString("hex")}`);
  const running = (count: number) => () => watch.until(`${count} running`, () => watch.running(life.which) === count);
  const gone = () => watch.until("nothing left", () => watch.present(life.which) === 0 && !watch.hasNetwork(life.network()));
  for (const [act, done] of [
    ["deploy", running(size)],
    ["stop", running(0)],
    ["start", running(size)],
    ["remove", gone],
  ] as const) {
    note(act, await timed(done, life[act]));
    await life.rest();
  }
}

async function spindleLife({ server, spindle }: SignedIn, name: string, size: number): Promise<Life> {
  const deploy = await spindle.readyToDeploy(name, idleStack(size));
  let network = "";
  return {
    which: { labels: { [LABEL.instance]: server.instance, [LABEL.stackName]: name } },
    network: () => network,
    deploy,
    stop: () => spindle.stop(name),
    start: () => spindle.start(name),
    remove: () => spindle.remove(name),
    rest: async () => {
      const view = await spindle.settled(name).catch(() => null);
      network = view?.networks[0]?.engineName ?? network;
    },
  };
}

async function rawLife(lab: Lab, name: string, size: number): Promise<Life> {
  const raw = new RawStack(lab.docker, lab.rawInstance, name);
  const spec = specOf(idleStack(size));
  const copies = copiesOf(spec);
  return {
    which: raw.which,
    network: () => raw.network,
    deploy: () => raw.deploy(spec),
    stop: () => raw.stop(1, copies),
    start: () => raw.start(1, copies),
    remove: async () => {
      await raw.remove(1, copies);
      await raw.removeNetwork();
    },
    rest: async () => undefined,
  };
}

async function peerLife(lab: Lab, program: string, name: string, size: number): Promise<Life> {
  const peer = new ComposePeer(program, name, lab.rawInstance, specOf(idleStack(size)));
  return {
    which: peer.which,
    network: () => peer.network,
    deploy: peer.up,
    stop: peer.stop,
    start: peer.start,
    remove: async () => {
      await peer.down();
      peer.forget();
    },
    rest: async () => undefined,
  };
}
