import type { Page } from "@playwright/test";
import type { Lab } from "../lab";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const STACK = "bench-click";
const COPIES = 10;
const file = `services:\n  box:\n    image: ${IMAGE}\n    scale: ${COPIES}\n`;

/** How long after each click or key the next frame was drawn, as the browser itself counts it for INP; it rounds to 8 ms and leaves out what took less than 16. */
const FOLLOW = `window.answers = new Map();
new PerformanceObserver((list) => {
  for (const { interactionId, duration } of list.getEntries())
    if (interactionId) answers.set(interactionId, Math.max(duration, answers.get(interactionId) ?? 0));
}).observe({ type: "event", durationThreshold: 16, buffered: true });`;

/** P15: what a person presses answers at once, while the engine stops and starts ten containers. */
export async function clickBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  await signedIn.spindle.deploy(STACK, file);
  const context = await lab.context(signedIn);
  const page = await context.newPage();
  await page.addInitScript(FOLLOW);
  await page.goto(`/${ENVIRONMENT}/stacks/${STACK}/services/box`);
  const main = page.getByRole("main");
  const rounds = lab.rounds(5);
  let pressed = 0;
  const press = async (role: "button" | "tab", name: RegExp) => {
    await main.getByRole(role, { name }).first().click();
    pressed += 1;
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const verb of [/^Stop$/, /^Start$/]) {
      await press("button", verb);
      // The engine works now; whoever looks around meanwhile is answered all the same.
      for (const tab of [/^Logs/, /^Containers/, /^Details/, /^Containers/]) await press("tab", tab);
      await signedIn.spindle.settled(STACK);
      await main.getByRole("button", { name: verb.source.includes("Stop") ? /^Start$/ : /^Stop$/ }).waitFor();
    }
  }
  const slow = await slowest(page);
  await context.close();
  await signedIn.spindle.remove(STACK);
  // What the browser left out took less than its threshold.
  const all = [...slow, ...Array.from({ length: Math.max(0, pressed - slow.length) }, () => 16)];
  const common = { bench: "click", unit: "ms", rounds: all.length, note: `${pressed} presses while ten containers stop or start` };
  lab.report.add({ ...common, figure: "press to next frame p50", spindle: median(all) });
  lab.report.add({ ...common, figure: "press to next frame p95", spindle: p95(all), goal: { gate: "value <= 100", stretch: "value <= 50" } });
}

const slowest = (page: Page): Promise<number[]> => page.evaluate("[...answers.values()]");
