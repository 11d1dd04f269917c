import { type Page, request } from "@playwright/test";
import { SCRIPT_PAYLOADS } from "@/lib/testing/script-payloads";
import { expect, inspectOne, test } from "./fixtures";
import { openNewStack, stackAddress } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";
import { openService } from "./pages/service";

/** In YAML and for Compose: quoted, and every dollar sign doubled. */
const quoted = (text: string): string => JSON.stringify(text.replaceAll("$", "$$$$"));
const lines = (make: (payload: string, at: number) => string): string => SCRIPT_PAYLOADS.map(make).join("\n");

/** One service that says all 50 by its log, its environment and its labels, whose words end up on most pages. */
const COMPOSE = `# ${SCRIPT_PAYLOADS[0]}
x-note: ${quoted(SCRIPT_PAYLOADS[12] ?? "")}
services:
  box:
    image: spindle/shell:1
    init: true
    stop_grace_period: 1s
    hostname: box
    command: ["sh", "-c", "env | grep ^P_; env | grep ^P_ >&2; sleep 3600", ${SCRIPT_PAYLOADS.map(quoted).join(", ")}]
    environment:
${lines((payload, at) => `      P_${at}: ${quoted(payload)}`)}
    labels:
${lines((payload, at) => `      note.${at}: ${quoted(payload)}`)}
    healthcheck:
      test: ["CMD-SHELL", ${quoted(`echo '${(SCRIPT_PAYLOADS[13] ?? "").replaceAll("'", "")}'; exit 1`)}]
      interval: 1s
      retries: 1
    volumes: ["data:/data"]
  wrong:
    image: spindle/shell:1
    restart: "no"
    command: [${quoted(SCRIPT_PAYLOADS[17] ?? "")}]
volumes:
  data:
    labels:
      note: ${quoted(SCRIPT_PAYLOADS[18] ?? "")}
`;

/** A text in which each payload is a fault of another kind: names, images, ports, keys, users. Refusals repeat what they refuse. */
const REFUSED = `services:
${SCRIPT_PAYLOADS.slice(0, 12)
  .map((payload) => `  ${quoted(payload)}: { image: ${quoted(payload)} }`)
  .join("\n")}
  box:
    image: ${quoted(SCRIPT_PAYLOADS[13] ?? "")}
    ports: [${SCRIPT_PAYLOADS.slice(14, 20).map(quoted).join(", ")}]
    user: ${quoted(SCRIPT_PAYLOADS[20] ?? "")}
    volumes: [${SCRIPT_PAYLOADS.slice(21, 26).map(quoted).join(", ")}]
    cap_add: [${SCRIPT_PAYLOADS.slice(26, 30).map(quoted).join(", ")}]
    networks: [${SCRIPT_PAYLOADS.slice(30, 33).map(quoted).join(", ")}]
    depends_on: [${SCRIPT_PAYLOADS.slice(33, 36).map(quoted).join(", ")}]
    restart: ${quoted(SCRIPT_PAYLOADS[36] ?? "")}
    container_name: ${quoted(SCRIPT_PAYLOADS[37] ?? "")}
    working_dir: ${quoted(SCRIPT_PAYLOADS[38] ?? "")}
    extra_hosts: [${quoted(SCRIPT_PAYLOADS[39] ?? "")}]
    sysctls: { ${quoted(SCRIPT_PAYLOADS[40] ?? "")}: 1 }
    secrets: [${quoted(SCRIPT_PAYLOADS[41] ?? "")}]
    stop_signal: ${quoted(SCRIPT_PAYLOADS[42] ?? "")}
    ${quoted(SCRIPT_PAYLOADS[43] ?? "")}: 1
    logging: { driver: ${quoted(SCRIPT_PAYLOADS[44] ?? "")} }
    healthcheck: { test: x, interval: ${quoted(SCRIPT_PAYLOADS[45] ?? "")} }
    environment: [${quoted(SCRIPT_PAYLOADS[46] ?? "")}]
    deploy: { mode: ${quoted(SCRIPT_PAYLOADS[47] ?? "")} }
`;

interface Watch {
  dialogs: string[];
  ran: number;
  reports: string[];
}

/** Counts dialogs, payloads that ran and reports of the content security policy, on every page that is opened from now on. */
async function watch(page: Page): Promise<Watch> {
  const seen: Watch = { dialogs: [], ran: 0, reports: [] };
  page.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.exposeFunction("owned", () => {
    seen.ran += 1;
  });
  await page.exposeFunction("reported", (text: string) => {
    seen.reports.push(text);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
      (window as unknown as { reported(text: string): void }).reported(`${location.pathname} ${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  return seen;
}

test("B12: 50 payloads in over 30 fields run nowhere: 0 dialogs, 0 reports of the policy", async ({
  user,
  stackName,
  docker,
  serverHandle: { url, people },
}) => {
  const seen = await watch(user);
  const api = user.request;
  const text = { environment: "sandbox", stack: stackName, composeText: COMPOSE, variables: { NOTE: SCRIPT_PAYLOADS[0] ?? "", "<b onclick=owned()>": "x" } };
  const reviewed = await callAction<{ hash: string | null; issues: unknown[] }>(api, url, "reviewAction", { ...text, isNew: true, strategy: null });
  if (!reviewed.result?.ok || reviewed.result.value.hash === null) throw new Error(reviewed.body.slice(0, 3_000));
  const message = SCRIPT_PAYLOADS.slice(0, 10).join(" ").slice(0, 500);
  const deployed = await callAction(api, url, "deployAction", { ...text, reviewedHash: reviewed.result.value.hash, message });
  expect(deployed.result?.ok, deployed.body.slice(0, 500)).toBe(true);
  await inspectOne(docker, stackName, "box");

  // A device whose browser says that it is one of them.
  const stranger = await request.newContext({ baseURL: url, extraHTTPHeaders: { "user-agent": SCRIPT_PAYLOADS[12] ?? "" } });
  const { csrfToken } = (await (await stranger.get("/api/auth/csrf")).json()) as { csrfToken: string };
  await stranger.post("/api/auth/callback/credentials", { form: { csrfToken, ...people.user, callbackUrl: url, json: "true" } });
  await stranger.dispose();

  const heading = (name: string) => expect(user.getByRole("heading", { name, level: 1, exact: true })).toBeVisible();
  for (const tab of ["services", "compose", "revisions", "logs", "activity"]) {
    await user.goto(stackAddress(stackName, `?tab=${tab}`));
    await heading(stackName);
    if (tab === "logs") await expect(user.getByRole("log", { name: "Logs" })).toContainText("P_20=<svg>");
    if (tab === "compose") await expect(user.getByRole("textbox", { name: "Compose file" })).toContainText("x-note");
    if (tab === "revisions") await expect(user.getByText("<script>").first()).toBeVisible();
  }
  for (const service of ["box", "wrong"]) {
    for (const tab of ["containers", "logs", "shell", "storage", "details"]) {
      await openService(user, stackName, service, tab);
      await heading(service);
      if (tab === "details") for (const more of await user.locator("details > summary").all()) await more.click();
    }
  }
  await openService(user, stackName, "box", "shell");
  await expect(user.getByRole("region", { name: "Terminal" }).getByRole("combobox", { name: "Shell" })).toBeVisible();
  const title = await user.title();
  await user.keyboard.type("env | grep ^P_; printf '\\033]0;owned\\007\\033]52;c;b3duZWQ=\\007'; echo said $((40+2))\n");
  await expect(user.getByRole("region", { name: "Terminal" })).toContainText("said 42");
  expect(await user.title(), "B13: a program does not change the title").toBe(title);

  await openNewStack(user, "<img src=x onerror=owned()>", REFUSED);
  await user.getByRole("button", { name: "Review" }).click();
  await expect(user.getByRole("status", { name: "Issue count" })).toContainText(/\d{2} errors/);

  // Each address twice: every place of it has one of four payloads, and then another.
  const inAddress = (path: string) =>
    [0, 2].map((first) => {
      let at = first;
      return path.replaceAll("X", () => encodeURIComponent(SCRIPT_PAYLOADS[at++ % 4] ?? ""));
    });
  const addresses = [
    ...["/sandbox/account", "/sandbox/activity", "/sandbox/stacks"],
    ...inAddress("/sandbox/stacks?q=X&filter=X"),
    ...inAddress(stackAddress(stackName, "?tab=X&revision=X&from=X")),
    ...inAddress("/sandbox/activity?stack=X"),
    ...inAddress("/sandbox/nothing-here?X"),
  ];
  for (const address of addresses) {
    await user.goto(address);
    await expect(user.getByRole("heading", { level: 1 }).first()).toBeVisible();
  }
  await user.goto("about:blank");
  await user.context().clearCookies();
  for (const address of [...inAddress("/sign-in?callbackUrl=X"), ...inAddress("/sign-in?error=X")]) {
    await user.goto(address);
    await expect(user.getByLabel("Username")).toBeVisible();
  }
  expect(seen).toEqual({ dialogs: [], ran: 0, reports: [] });
});

test("B12: the watch itself sees what runs and what the policy stops", async ({ page }) => {
  const seen = await watch(page);
  await page.goto("/sign-in");
  await page.evaluate(() => (window as unknown as { owned(): void }).owned());
  // Markup in a page of ours: everything that the policy is for.
  await page.evaluate(
    (payloads) => {
      for (const payload of payloads) document.body.insertAdjacentHTML("beforeend", payload);
    },
    SCRIPT_PAYLOADS.slice(12, 42),
  );
  await expect.poll(() => seen.reports.length).toBeGreaterThan(5);
  expect(seen.ran).toBe(1);
});
