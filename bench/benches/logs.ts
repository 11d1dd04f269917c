import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type Docker from "dockerode";
import type { ChannelRequest } from "@/lib/realtime/protocol";
import { onPath } from "../../scripts/ensure/debian.mjs";
import { stampAt, wallClock } from "../clock";
import type { Lab, SignedIn } from "../lab";
import { PageLine } from "../page-line";
import { interleave, Samples } from "../race";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const LINES = 200_000;
const WIDTH = 120;
const LAG_MS = 4_000;
const NEWLINE = 10;

const written = (name: string) => `services:
  ${name}:
    image: ${IMAGE}
    command:
      - sh
      - -c
      - awk 'BEGIN { pad = sprintf("%0${WIDTH - 10}d", 0); for (i = 1; i <= ${LINES}; i++) printf "%08d %s\\n", i, pad }'; exec sleep infinity
    logging: {driver: json-file, options: {max-size: 90m, max-file: "1"}}
`;

const writing = (rate: number) => `services:
  writer:
    image: spindle/demo-logger:1
    environment: {RATE: "${rate}", STDERR_EVERY: "0"}
`;

const logsOf = (stack: string, tail: number | "all"): ChannelRequest => ({
  kind: "logs",
  environment: ENVIRONMENT,
  stack,
  service: null,
  containers: null,
  tail,
  since: null,
});

/** The client library's own `logs` streams only when it follows; stamps are asked for as Spindle asks. */
const rawLog = (container: Docker.Container, tail: number | "all"): Promise<Readable> =>
  container.logs({ stdout: true, stderr: true, timestamps: true, follow: true, tail: tail as number }) as unknown as Promise<Readable>;

/** P4, P5: a finished log to its last line, and how late a new line arrives. */
export async function logsBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  await readAll(lab, signedIn);
  for (const rate of [1_000, 10_000]) await lag(lab, signedIn, rate);
}

async function readAll(lab: Lab, signedIn: SignedIn): Promise<void> {
  const { spindle } = signedIn;
  const stack = "bench-log";
  await spindle.deploy(stack, written("done"));
  const container = lab.docker.getContainer(await onlyContainer(signedIn, stack));
  await finished(container);
  const docker = onPath("docker");
  if (!docker) lab.report.skip("logs: peer", "there is no docker command here");
  const samples = new Samples();
  const readers: Record<string, () => Promise<number>> = {
    spindle: () => socketRead(signedIn, stack),
    raw: () => rawRead(container),
    ...(docker ? { peer: () => commandRead(docker, container.id) } : {}),
  };
  const rounds = lab.rounds(5);
  await readers.spindle?.();
  await interleave(rounds, Object.keys(readers), async (who) => samples.add(who, "read", (LINES / ((await readers[who]?.()) ?? Number.NaN)) * 1000));
  await spindle.remove(stack);
  const of = (who: string) => median(samples.of(who, "read"));
  const peer = docker ? { peer: { name: "docker logs", value: of("peer") } } : {};
  const goal = { gate: "ratio >= 0.8", stretch: "ratio >= 0.9, peerRatio >= 1" };
  lab.report.add({ bench: "logs", figure: "200k lines of 120 B", unit: "lines/s", spindle: of("spindle"), raw: of("raw"), ...peer, rounds, goal });
}

async function onlyContainer({ spindle }: SignedIn, stack: string): Promise<string> {
  const id = (await spindle.stack(stack)).services[0]?.containers[0]?.id;
  if (!id) throw new Error(`${stack} has no container`);
  return id;
}

/** Waits for the last line. */
async function finished(container: Docker.Container): Promise<void> {
  for (;;) {
    const tail = await container.logs({ stdout: true, stderr: true, follow: false, tail: 1 });
    if (tail.includes(`${String(LINES).padStart(8, "0")} `)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) lines += 1;
  return lines;
}

async function socketRead(signedIn: SignedIn, stack: string): Promise<number> {
  const line = await PageLine.open(signedIn);
  let lines = 0;
  const all = new Promise<void>((resolve) => {
    line.onData = (bytes) => {
      lines += countLines(bytes);
      if (lines >= LINES) resolve();
    };
  });
  const begun = performance.now();
  line.channel(logsOf(stack, "all"));
  await all;
  const ms = performance.now() - begun;
  line.close();
  if (lines !== LINES) throw new Error(`${lines} lines came, not ${LINES}`);
  return ms;
}

async function rawRead(container: Docker.Container): Promise<number> {
  const begun = performance.now();
  const stream = await rawLog(container, "all");
  let lines = 0;
  for await (const chunk of stream) {
    lines += countLines(chunk as Buffer);
    if (lines >= LINES) break;
  }
  return performance.now() - begun;
}

/** What one would type; its output goes nowhere. */
function commandRead(docker: string, id: string): Promise<number> {
  const begun = performance.now();
  const child = spawn(docker, ["logs", "--timestamps", id], { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve(performance.now() - begun) : reject(new Error(`docker logs ended with ${code}`))));
  });
}

async function lag(lab: Lab, signedIn: SignedIn, rate: number): Promise<void> {
  const stack = `bench-lag-${rate}`;
  await signedIn.spindle.deploy(stack, writing(rate));
  const container = lab.docker.getContainer(await onlyContainer(signedIn, stack));
  const samples = new Samples();
  const rounds = lab.rounds(3);
  await interleave(rounds, ["spindle", "raw"], async (who) => {
    const lags = who === "raw" ? await rawLags(container) : await socketLags(signedIn, stack);
    if (lags.length < (rate * LAG_MS) / 2000) throw new Error(`${who} saw only ${lags.length} lines of a writer of ${rate} a second`);
    samples.add(who, "p95", p95(lags));
    samples.add(who, "p50", median(lags));
  });
  await signedIn.spindle.remove(stack);
  const of = (who: string, figure: string) => median(samples.of(who, figure));
  const goal = { gate: "added <= 8", stretch: "added <= 5" };
  lab.report.add({ bench: "logs", figure: `lag p95 at ${rate} lines/s`, unit: "ms", spindle: of("spindle", "p95"), raw: of("raw", "p95"), rounds, goal });
  lab.report.add({ bench: "logs", figure: `lag p50 at ${rate} lines/s`, unit: "ms", spindle: of("spindle", "p50"), raw: of("raw", "p50"), rounds });
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function socketLags(signedIn: SignedIn, stack: string): Promise<number[]> {
  const line = await PageLine.open(signedIn);
  const lags: number[] = [];
  const clock = wallClock();
  line.onData = (bytes) => {
    const now = clock();
    for (let from = 0; from < bytes.length; from = bytes.indexOf(NEWLINE, from) + 1 || bytes.length) {
      const at = stampAt(bytes, from);
      if (!Number.isNaN(at)) lags.push(now - at);
    }
  };
  line.channel(logsOf(stack, 0));
  await pause(LAG_MS);
  line.close();
  return lags;
}

async function rawLags(container: Docker.Container): Promise<number[]> {
  const stream = await rawLog(container, 0);
  const lags: number[] = [];
  const clock = wallClock();
  let rest: Buffer = Buffer.alloc(0);
  stream.on("data", (chunk: Buffer) => {
    const now = clock();
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    while (bytes.length - from >= 8 && bytes.length >= from + 8 + bytes.readUInt32BE(from + 4)) {
      lags.push(now - stampAt(bytes, from + 8));
      from += 8 + bytes.readUInt32BE(from + 4);
    }
    rest = bytes.subarray(from);
  });
  await pause(LAG_MS);
  stream.destroy();
  return lags;
}
