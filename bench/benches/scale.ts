import { LABEL } from "@/lib/core/labels";
import { ComposePeer, composePath, NO_PEER, PEER } from "../compose-peer";
import type { Which } from "../engine-watch";
import type { Lab } from "../lab";
import { interleave, Samples, timed } from "../race";
import { copiesOf, RawStack } from "../raw-stack";
import { idleStack, specOf } from "../sample-stack";
import { median } from "../statistics";

const MOST = 10;
const SERVICE = "s1";

interface Scaler {
  which: Which;
  to(scale: number): Promise<unknown>;
  rest(): Promise<unknown>;
  leave(): Promise<unknown>;
}

/** P14: one service from 1 to 10 containers and back, until the engine shows as many. */
export async function scaleBench(lab: Lab): Promise<void> {
  const watch = await lab.watch();
  const scalers: Record<string, Scaler> = { spindle: await ours(lab), raw: await raw(lab) };
  const program = composePath();
  if (program) scalers.peer = await peer(lab, program);
  else lab.report.skip("scale: peer", NO_PEER);
  const samples = new Samples();
  const rounds = lab.rounds(5);
  const both = async (who: string, note: boolean) => {
    const scaler = scalers[who];
    if (!scaler) return;
    for (const [figure, scale] of [
      ["scale 1 to 10", MOST],
      ["scale 10 to 1", 1],
    ] as const) {
      const shown = () => watch.until(`${scale} running`, () => watch.running(scaler.which) === scale);
      const ms = await timed(shown, () => scaler.to(scale));
      if (note) samples.add(who, figure, ms);
      await scaler.rest();
      await watch.until(`${scale} left`, () => watch.present(scaler.which) === scale);
    }
  };
  await interleave(1, Object.keys(scalers), (who) => both(who, false));
  await interleave(rounds, Object.keys(scalers), (who) => both(who, true));
  for (const scaler of Object.values(scalers)) await scaler.leave();

  for (const figure of ["scale 1 to 10", "scale 10 to 1"]) {
    const of = (who: string) => median(samples.of(who, figure));
    const rival = program ? { peer: { name: PEER, value: of("peer") } } : {};
    const goal = figure === "scale 1 to 10" ? { goal: { gate: "ratio <= 1.15", stretch: "ratio <= 1.05" } } : {};
    lab.report.add({ bench: "scale", figure, unit: "ms", spindle: of("spindle"), raw: of("raw"), ...rival, rounds, ...goal });
  }
}

async function ours(lab: Lab): Promise<Scaler> {
  const { server, spindle } = await lab.shared();
  const name = "bench-scale";
  await spindle.deploy(name, idleStack(1));
  return {
    which: { labels: { [LABEL.instance]: server.instance, [LABEL.stackName]: name } },
    to: (scale) => spindle.scale(name, SERVICE, scale),
    rest: () => spindle.settled(name),
    leave: () => spindle.remove(name),
  };
}

async function raw(lab: Lab): Promise<Scaler> {
  const stack = new RawStack(lab.docker, lab.rawInstance, "bench-scale");
  const spec = specOf(idleStack(1));
  await stack.deploy(spec);
  const more = Array.from({ length: MOST - 1 }, (_, at) => ({ service: SERVICE, index: at + 2 }));
  return {
    which: stack.which,
    to: (scale) => (scale === MOST ? stack.run(spec, 1, more) : stack.remove(1, more)),
    rest: async () => undefined,
    leave: async () => {
      await stack.remove(1, copiesOf(spec));
      await stack.removeNetwork();
    },
  };
}

async function peer(lab: Lab, program: string): Promise<Scaler> {
  const stack = new ComposePeer(program, "bench-scale", lab.rawInstance, specOf(idleStack(1)));
  await stack.up();
  return {
    which: stack.which,
    to: (scale) => stack.scale(SERVICE, scale),
    rest: async () => undefined,
    leave: async () => {
      await stack.down();
      stack.forget();
    },
  };
}
