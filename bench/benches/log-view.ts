import type { Page } from "@playwright/test";
import type { Lab, SignedIn } from "../lab";
import { IMAGE } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median, p95 } from "../statistics";

const WATCH_MS = 4_000;
const WARM_MS = 2_000;
const BURST = 200_000;
const MANY = 1_000_000;
/** One container may bring 32 MB at once and 2 MB a second: more would be counted as skipped. */
const REST = '; if (i % 25000 == 0) { fflush(); system("sleep 1") }';
const SCROLL_MS = 8_000;
/** Ten rows a frame: six hundred lines a second, more than anybody reads. */
const SCROLL_PX = 200;

const writing = (rate: number) => `services:
  writer:
    image: spindle/demo-logger:1
    environment: {RATE: "${rate}", STDERR_EVERY: "0"}
`;

/** Waits for a file, then writes so many lines of 80 bytes as fast as it can. */
const waiting = (lines: number, rest: string) => `services:
  writer:
    image: ${IMAGE}
    command:
      - sh
      - -c
      - echo ready; while [ ! -e /tmp/go ]; do sleep 0.05; done; awk 'BEGIN { pad = sprintf("%064d", 0); for (i = 1; i <= ${lines}; i++) { printf "line %08d %s\\n", i, pad${rest} } }'; exec sleep infinity
    logging: {driver: json-file, options: {max-size: 100m, max-file: "3"}}
`;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** P5 to P8 as a reader sees them: how late a line is on the screen, a burst, a filter, and a million lines to scroll through. */
export async function logViewBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  for (const rate of [1_000, 5_000, 20_000]) await shownLag(lab, signedIn, rate);
  await burst(lab, signedIn);
  await million(lab, signedIn);
}

async function open(lab: Lab, signedIn: SignedIn, stack: string): Promise<Page> {
  const page = await (await lab.context(signedIn)).newPage();
  await page.goto(`/${ENVIRONMENT}/stacks/${stack}?tab=logs`);
  await page.getByRole("log", { name: "Logs" }).locator("code").first().waitFor({ timeout: 60_000 });
  return page;
}

/** Every frame: how old the newest row is, and how long since the frame before. */
const FRAMES = `new Promise((done) => {
  const [lags, frames] = [[], []];
  let last = performance.now();
  const end = last + ${WATCH_MS};
  const look = (now) => {
    frames.push(now - last);
    last = now;
    const times = document.querySelectorAll('[role="log"] time');
    let newest = "";
    for (const time of times) if (time.dateTime > newest) newest = time.dateTime;
    if (newest !== "") lags.push(Date.now() - Date.parse(newest.slice(0, 23) + "Z"));
    if (now < end) requestAnimationFrame(look);
    else done({ lags, frames: frames.slice(1) });
  };
  requestAnimationFrame(look);
})`;

async function shownLag(lab: Lab, signedIn: SignedIn, rate: number): Promise<void> {
  const stack = `bench-shown-${rate}`;
  await signedIn.spindle.deploy(stack, writing(rate));
  const page = await open(lab, signedIn, stack);
  await pause(WARM_MS);
  const { lags, frames } = (await page.evaluate(FRAMES)) as { lags: number[]; frames: number[] };
  const skipped = await page.getByText(/lines? (was|were) skipped/).count();
  await page.context().close();
  await signedIn.spindle.remove(stack);
  const common = { bench: "log-view", rounds: lags.length };
  lab.report.add({
    ...common,
    figure: `shown lag p95 at ${rate} lines/s`,
    unit: "ms",
    spindle: p95(lags),
    goal: { gate: "value <= 500", stretch: "value <= 200" },
  });
  lab.report.add({ ...common, figure: `shown lag p50 at ${rate} lines/s`, unit: "ms", spindle: median(lags) });
  lab.report.add({
    ...common,
    figure: `frame p95 at ${rate} lines/s`,
    unit: "ms",
    spindle: p95(frames),
    goal: { gate: "value <= 34", stretch: "value <= 17" },
  });
  lab.report.add({ ...common, figure: `skipped, told at ${rate} lines/s`, unit: "rows", spindle: skipped });
}

async function writeAll(lab: Lab, signedIn: SignedIn, stack: string, lines: number, rest = ""): Promise<{ page: Page; ms: number }> {
  await signedIn.spindle.deploy(stack, waiting(lines, rest));
  const id = (await signedIn.spindle.stack(stack)).services[0]?.containers[0]?.id ?? "";
  const page = await open(lab, signedIn, stack);
  const last = `line ${String(lines).padStart(8, "0")}`;
  const shown = page.waitForFunction((text) => document.querySelector('[role="log"]')?.textContent?.includes(text) ?? false, last, {
    polling: "raf",
    timeout: 300_000,
  });
  const begun = performance.now();
  const exec = await lab.docker.getContainer(id).exec({ Cmd: ["touch", "/tmp/go"] });
  await exec.start({ Detach: true });
  await shown;
  return { page, ms: performance.now() - begun };
}

async function heapMiB(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize / 1024 / 1024;
}

async function burst(lab: Lab, signedIn: SignedIn): Promise<void> {
  const stack = "bench-burst";
  const { page, ms } = await writeAll(lab, signedIn, stack, BURST);
  const common = { bench: "log-view", rounds: 1 };
  lab.report.add({
    ...common,
    figure: "burst of 200k lines to the last on screen",
    unit: "lines/s",
    spindle: (BURST / ms) * 1000,
    goal: { gate: "value >= 30000", stretch: "value >= 60000" },
  });
  lab.report.add({
    ...common,
    figure: "heap after the burst",
    unit: "MiB",
    spindle: await heapMiB(page),
    goal: { gate: "value <= 100", stretch: "value <= 100" },
  });
  lab.report.add({
    ...common,
    figure: "filter of 200k lines in the page",
    unit: "ms",
    spindle: await filtering(page),
    goal: { gate: "value <= 100", stretch: "value <= 50" },
  });
  await page.context().close();
  await signedIn.spindle.remove(stack);
}

/** From a text in the field to the one row that has it. */
const filtering = async (page: Page): Promise<number> => (await page.evaluate(FILTERING)) as number;

/** As text, like the others: what a TypeScript loader puts into functions is not there in a page. */
const FILTERING = `new Promise((done) => {
  const text = "line ${String(BURST - 12_345).padStart(8, "0")}";
  const field = document.querySelector("[data-filter]");
  const rows = () => [...document.querySelectorAll('[role="log"] code')];
  const look = () => (rows().length === 1 && rows()[0].textContent.includes(text) ? done(performance.now() - begun) : requestAnimationFrame(look));
  const begun = performance.now();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, text);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  look();
})`;

async function million(lab: Lab, signedIn: SignedIn): Promise<void> {
  const stack = "bench-million";
  const { page } = await writeAll(lab, signedIn, stack, MANY, REST);
  const common = { bench: "log-view", rounds: 1 };
  lab.report.add({
    ...common,
    figure: "heap of the tab after a million lines",
    unit: "MiB",
    spindle: await heapMiB(page),
    goal: { gate: "value <= 150", stretch: "value <= 100" },
  });
  await scrollThrough(lab, page);
  await page.context().close();
  await signedIn.spindle.remove(stack);
}

/** Every frame scrolls on; how long since the one before. */
const SCROLLING = `new Promise((done) => {
  const log = document.querySelector('[role="log"]');
  const frames = [];
  let last = performance.now();
  const end = last + ${SCROLL_MS};
  const look = (now) => {
    frames.push(now - last);
    last = now;
    log.scrollTop += ${SCROLL_PX};
    if (now < end) requestAnimationFrame(look);
    else done(frames.slice(1));
  };
  requestAnimationFrame(look);
})`;

/** From the very first line on: what is read comes from where it is kept, page by page. */
async function scrollThrough(lab: Lab, page: Page): Promise<void> {
  const common = { bench: "log-view", rounds: 1 };
  const log = page.getByRole("log", { name: "Logs" });
  const begun = performance.now();
  await log.press("g");
  await log.getByText("line 00000001", { exact: false }).waitFor({ timeout: 60_000 });
  lab.report.add({ ...common, figure: "from the end of a million lines to the first", unit: "ms", spindle: performance.now() - begun });
  const frames = (await page.evaluate(SCROLLING)) as number[];
  const passed = Number(/line (\d+)/.exec((await log.locator("code").first().textContent()) ?? "")?.[1]);
  lab.report.add({
    ...common,
    figure: "frame p95 while scrolling through them",
    unit: "ms",
    spindle: p95(frames),
    goal: { gate: "value <= 34", stretch: "value <= 17" },
  });
  lab.report.add({
    ...common,
    figure: "lines scrolled through",
    unit: "lines/s",
    spindle: (passed / SCROLL_MS) * 1000,
    note: `${SCROLL_PX / 20} a frame are asked for`,
  });
  lab.report.add({
    ...common,
    figure: "heap of the tab after scrolling",
    unit: "MiB",
    spindle: await heapMiB(page),
    goal: { gate: "value <= 150", stretch: "value <= 100" },
  });
}
