import type { BrowserContext, Page } from "@playwright/test";
import { type EmptyNext, emptyNext } from "../empty-next";
import type { Lab, SignedIn } from "../lab";
import { probedPage } from "../page-probe";
import { interleave, Samples } from "../race";
import { idleStack } from "../sample-stack";
import { ENVIRONMENT } from "../spindle";
import { median } from "../statistics";

const STACK = "bench-page";
const VITALS = `new Promise((done) => {
  let lcp = 0;
  const seen = new PerformanceObserver((list) => { lcp = list.getEntries().at(-1).startTime; });
  seen.observe({ type: "largest-contentful-paint", buffered: true });
  const fcp = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
  const look = () => (fcp() && lcp ? done({ fcp: fcp(), lcp }) : setTimeout(look, 50));
  setTimeout(look, 300);
})`;

/** P17, P18: the first page after signing in, in a browser that has never been here and in one that has. */
export async function pagesBench(lab: Lab): Promise<void> {
  const signedIn = await lab.shared();
  await signedIn.spindle.deploy(STACK, idleStack(1));
  const peer = await emptyNext().catch((error: unknown) => {
    lab.report.skip("pages: peer", `an empty Next application could not be built: ${String(error).split("\n")[0]}`);
    return null;
  });
  const samples = new Samples();
  const rounds = lab.rounds(7);
  try {
    const visits: Record<string, () => Promise<void>> = {
      spindle: () => visit(lab, signedIn, samples),
      ...(peer ? { peer: () => visitEmpty(lab, signedIn, peer, samples) } : {}),
    };
    // The first answer of a server is slower than any later one.
    const practice = new Samples();
    await visit(lab, signedIn, practice);
    if (peer) await visitEmpty(lab, signedIn, peer, practice);
    await interleave(rounds, Object.keys(visits), async (who) => visits[who]?.());
  } finally {
    await peer?.stop();
  }
  await signedIn.spindle.remove(STACK);

  const add = (figure: string, unit: string, goal?: { gate: string; stretch: string }) => {
    const of = (who: string) => median(samples.of(who, figure));
    const other = peer ? { peer: { name: "empty Next", value: of("peer") } } : {};
    lab.report.add({ bench: "pages", figure, unit, spindle: of("spindle"), ...other, rounds, goal });
  };
  add("JS over the wire, first list page", "KiB", { gate: "value <= 250", stretch: "value <= 190" });
  add("FCP, cold", "ms");
  add("LCP, cold", "ms", { gate: "value <= 762", stretch: "peerRatio <= 1.5" });
  add("list readable, cold", "ms", { gate: "value <= 915", stretch: "peerRatio <= 1.5" });
  add("list readable, warm", "ms", { gate: "value <= 363", stretch: "peerRatio <= 1.5" });
}

async function visit(lab: Lab, signedIn: SignedIn, samples: Samples): Promise<void> {
  const context = await lab.context(signedIn);
  const page = await probedPage(context);
  const url = `/${ENVIRONMENT}/stacks`;
  await load(context, page, url, () => page.evaluate(`probe.readable("${STACK}")`), samples, "spindle");
  await context.close();
}

async function visitEmpty(lab: Lab, signedIn: SignedIn, peer: EmptyNext, samples: Samples): Promise<void> {
  const context = await lab.context(signedIn);
  const page = await probedPage(context);
  await load(context, page, peer.url, () => page.evaluate("probe.painted()"), samples, "peer");
  await context.close();
}

async function load(context: BrowserContext, page: Page, url: string, readable: () => Promise<unknown>, samples: Samples, who: string): Promise<void> {
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const scripts = new Set<string>();
  let bytes = 0;
  network.on("Network.responseReceived", ({ requestId, type }) => void (type === "Script" && scripts.add(requestId)));
  network.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  await page.goto(url, { waitUntil: "commit" });
  samples.add(who, "list readable, cold", (await readable()) as number);
  await page.waitForLoadState("networkidle");
  samples.add(who, "JS over the wire, first list page", bytes / 1024);
  const { fcp, lcp } = (await page.evaluate(VITALS)) as { fcp: number; lcp: number };
  samples.add(who, "FCP, cold", fcp);
  samples.add(who, "LCP, cold", lcp);
  await page.goto(url, { waitUntil: "commit" });
  samples.add(who, "list readable, warm", (await readable()) as number);
}
