import { emptyNext } from "../empty-next";
import type { Lab } from "../lab";
import { memoryOf } from "../memory";
import { interleave, Samples } from "../race";
import { ENVIRONMENT } from "../spindle";
import { median } from "../statistics";

const IDLE_MS = 5_000;

/** P19, P20: from the start of the process to its first answer, and what it holds when nobody looks. */
export async function startBench(lab: Lab): Promise<void> {
  const first = await lab.serve();
  const { instance, dataFolder } = first;
  const { cookies } = await lab.firstRun(first);
  await first.stop();
  const samples = new Samples();
  const rounds = lab.rounds(5);
  const starts: Record<string, () => Promise<void>> = {
    spindle: async () => {
      const begun = performance.now();
      const server = await lab.serve({ instance, dataFolder });
      samples.add("spindle", "start", performance.now() - begun);
      // One visit, as after any start; then nobody.
      const cookie = cookies.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
      await fetch(`${server.url}/${ENVIRONMENT}/stacks`, { headers: { cookie } });
      await measure("spindle", server.pid, samples);
      await server.stop();
    },
    peer: async () => {
      const begun = performance.now();
      const peer = await emptyNext();
      samples.add("peer", "start", performance.now() - begun);
      await measure("peer", peer.pid, samples);
      await peer.stop();
    },
  };
  // Builds the empty application, which is no part of its start.
  const hasPeer = await emptyNext().then(
    (peer) => peer.stop().then(() => true),
    (error: unknown) => {
      lab.report.skip("start: peer", `an empty Next application could not be built: ${String(error).split("\n")[0]}`);
      return false;
    },
  );
  await interleave(rounds, hasPeer ? ["spindle", "peer"] : ["spindle"], async (who) => starts[who]?.());

  const add = (figure: string, key: string, unit: string, goal: { gate: string; stretch: string }, note?: string) => {
    const of = (who: string) => median(samples.of(who, key));
    const peer = hasPeer ? { peer: { name: "empty Next", value: of("peer") } } : {};
    lab.report.add({ bench: "start", figure, unit, spindle: of("spindle"), ...peer, rounds, goal, note });
  };
  add("start to first answer", "start", "ms", { gate: "peerRatio <= 1.75", stretch: "peerRatio <= 1.5" }, "asked every 50 ms");
  add("memory idle (RSS)", "rss", "MiB", { gate: "value <= 166", stretch: "peerRatio <= 1.6" });
  add("memory idle (PSS)", "pss", "MiB", { gate: "value <= 166", stretch: "peerRatio <= 1.6" });
}

async function measure(who: string, pid: number, samples: Samples): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
  const { rss, pss } = memoryOf(pid);
  samples.add(who, "rss", rss);
  samples.add(who, "pss", pss);
}
