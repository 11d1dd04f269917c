import { randomBytes } from "node:crypto";
import type { UpgradeOrder } from "@/lib/core/desired";
import { LABEL } from "@/lib/core/labels";
import type { StackSpec } from "@/lib/core/spec";
import type { Which } from "../engine-watch";
import type { Lab } from "../lab";
import { interleave, Samples, timed } from "../race";
import { copiesOf, RawStack } from "../raw-stack";
import type { Goal } from "../report";
import { idleStack, specOf } from "../sample-stack";
import { median } from "../statistics";

const SIZE = 10;
const ORDERS: UpgradeOrder[] = ["stop-first", "start-first"];
const UPGRADE: Goal = { gate: "ratio <= 1.2", stretch: "ratio <= 1.1" };
const ROLLBACK: Goal = { gate: "ratio <= 1.2", stretch: "ratio <= 1.2, peerRatio <= 0.5" };

/** A stack of ten whose confirmed generation is 1. */
interface Upgrader {
  which: Which;
  ready(order: UpgradeOrder, revision: number): Promise<() => Promise<unknown>>;
  goBack(order: UpgradeOrder): Promise<unknown>;
  rest(): Promise<unknown>;
  leave(): Promise<unknown>;
}

/** P13, P16: every one of ten services changes over in one batch without an interval, the old containers are kept; then back to the very same old ones. */
export async function upgradeBench(lab: Lab): Promise<void> {
  const watch = await lab.watch();
  const samples = new Samples();
  const rounds = lab.rounds(3);
  let revision = 1;

  const race = async (who: string, note: boolean) => {
    const upgrader = await (who === "raw" ? raw(lab) : ours(lab));
    const old = { labels: { ...upgrader.which.labels, [LABEL.generation]: "1" } };
    const fresh = { ...upgrader.which, not: { [LABEL.generation]: "1" } };
    const add = (figure: string, ms: number) => note && samples.add(who, figure, ms);
    for (const order of ORDERS) {
      revision += 1;
      const act = await upgrader.ready(order, revision);
      const allNew = () => watch.until("ten new ones", () => watch.running(fresh) === SIZE);
      const changedOver = () => watch.until("ten new ones alone", () => watch.running(fresh) === SIZE && watch.running(old) === 0);
      let newAt = 0;
      const begun = performance.now();
      const ms = await timed(changedOver, () => Promise.all([act(), allNew().then((at) => (newAt = at - begun))]));
      add(`upgrade 10 ${order}: new ones run`, newAt);
      add(`upgrade 10 ${order}: changed over`, ms);
      await upgrader.rest();
      const back = () => watch.until("ten old ones", () => watch.running(old) === SIZE);
      add(`rollback 10 ${order}`, await timed(back, () => upgrader.goBack(order)));
      await upgrader.rest();
    }
    await upgrader.leave();
    await watch.until("nothing left", () => watch.present(upgrader.which) === 0);
  };
  await interleave(rounds, ["spindle", "raw"], (who) => race(who, true));

  const of = (who: string, figure: string) => median(samples.of(who, figure));
  const add = (figure: string, more: { goal?: Goal; note?: string; redeploy?: string }) => {
    const peer = more.redeploy ? { peer: { name: "redeploy by Spindle", value: of("spindle", more.redeploy) } } : {};
    const { goal, note } = more;
    lab.report.add({ bench: "upgrade", figure, unit: "ms", spindle: of("spindle", figure), raw: of("raw", figure), ...peer, rounds, goal, note });
  };
  add("upgrade 10 stop-first: changed over", { goal: UPGRADE });
  add("upgrade 10 start-first: new ones run", { goal: UPGRADE });
  add("upgrade 10 start-first: changed over", { note: "Spindle stops an old one only after its successor has run well for a second; raw does not wait" });
  for (const order of ORDERS) add(`rollback 10 ${order}`, { goal: ROLLBACK, redeploy: `upgrade 10 ${order}: new ones run` });
}

async function ours(lab: Lab): Promise<Upgrader> {
  const { server, spindle } = await lab.shared();
  const name = `b-${randomBytes(4).toString("hex")}`;
  await spindle.deploy(name, idleStack(SIZE));
  return {
    which: { labels: { [LABEL.instance]: server.instance, [LABEL.stackName]: name } },
    ready: (order, revision) => spindle.readyToUpgrade(name, idleStack(SIZE, revision), { order, batchSize: 10 }),
    goBack: () => spindle.rollBack(name),
    rest: () => spindle.settled(name),
    leave: () => spindle.remove(name),
  };
}

async function raw(lab: Lab): Promise<Upgrader> {
  const stack = new RawStack(lab.docker, lab.rawInstance, `b-${randomBytes(4).toString("hex")}`);
  const first = specOf(idleStack(SIZE));
  await stack.deploy(first);
  let candidate: { number: number; spec: StackSpec } = { number: 1, spec: first };
  let rest = async (): Promise<unknown> => undefined;
  return {
    which: stack.which,
    ready: async (order, revision) => {
      candidate = { number: candidate.number + 1, spec: specOf(idleStack(SIZE, revision)) };
      return () => stack.replace(candidate.spec, 1, candidate.number, order);
    },
    goBack: async (order) => {
      const { number, spec } = candidate;
      rest = () => stack.remove(number, copiesOf(spec));
      await stack.goBack(spec, number, 1, order);
    },
    rest: async () => {
      await rest();
      rest = async () => undefined;
    },
    leave: async () => {
      await stack.remove(1, copiesOf(first));
      await stack.removeNetwork();
    },
  };
}
