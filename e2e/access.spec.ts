import { readFileSync } from "node:fs";
import { ACCESS } from "@/lib/access-table";
import type { ChannelRequest } from "@/lib/realtime/protocol";
import { fuzzActions } from "@/lib/testing/fuzz-actions";
import { openPage, type PageSocket } from "@/lib/testing/page-socket";
import { ASKER_NAMES, ASKERS, closeRoleLab, MISSING, openRoleLab, promised, type RoleLab, type Subject } from "@/lib/testing/role-lab";
import { fill, inputOf, readable, tryActions, tryReadable } from "@/lib/testing/role-table";
import { actionIds, callAction, type Sender } from "@/lib/testing/send-action";
import { containersOf, expect, test } from "./fixtures";

const named = (kind: string): string[] => ACCESS.filter((entrance) => entrance.kind === kind).map(({ name }) => name);

test("B1: the build has no page, route or action without a row in the access table", () => {
  const manifest = Object.keys(JSON.parse(readFileSync(".next/server/app-paths-manifest.json", "utf8")) as Record<string, string>);
  const addressOf = (entry: string) => entry.replace(/\/\([^)]*\)/g, "").replace(/\/(?:page|route)$/, "") || "/";
  const rowless = manifest.filter((entry) =>
    entry.endsWith("/page") ? !named("page").includes(addressOf(entry)) : !named("route").some((name) => name.split(" ")[1] === addressOf(entry)),
  );
  expect(rowless).toEqual([]);
  expect(manifest.length).toBeGreaterThan(30);
  expect([...actionIds().keys()].filter((name) => !named("action").includes(name))).toEqual([]);
  const older = JSON.parse(readFileSync(".next/server/pages-manifest.json", "utf8")) as Record<string, string>;
  expect(Object.keys(older).filter((path) => !["/_app", "/_error", "/_document", "/404", "/500"].includes(path))).toEqual([]);
});

test.describe("B1: the access table, as everybody", () => {
  test.describe.configure({ mode: "serial" });
  let lab: RoleLab;

  test.beforeAll(async ({ serverHandle: { url, dataFolder } }) => {
    lab = await openRoleLab(url, dataFolder);
  });
  test.afterAll(async () => {
    if (lab) await closeRoleLab(lab);
  });

  test("every page and route answers as its rule says, and a foreign stack exactly like a missing one", async () => {
    const { asked, wrong } = await tryReadable(lab, { withProxy: true });
    expect(wrong).toEqual([]);
    console.log(`    ${asked} reads, 0 leaks`);
  });

  test("every action answers as its rule says, and changes nothing for those who may not", async ({ docker }) => {
    const { asked, wrong } = await tryActions(lab);
    expect(wrong).toEqual([]);
    expect((await containersOf(docker, lab.own.stack)).map(({ Id, State }) => [Id, State])).toEqual([[lab.own.container, "running"]]);
    console.log(`    ${asked} actions, 0 leaks`);
  });

  test("B5: no action is done for a page of another site, nor for a request that names none", async ({ docker }) => {
    for (const name of actionIds().keys()) {
      for (const origin of [null, "null", "http://evil.example", `${lab.url}.evil.example`]) {
        const { status, result } = await callAction(lab.senders.admin, name, inputOf(name, lab.own.stack, lab.own.project), { origin });
        expect(`${name} from ${origin}: ${status} ${JSON.stringify(result)}`).toBe(`${name} from ${origin}: 403 null`);
      }
    }
    expect((await containersOf(docker, lab.own.stack)).map(({ State }) => State)).toEqual(["running"]);
  });

  test("B5: no route that is more than a question answers a page of another site", async () => {
    // The mailbox's own server posts to the link of a mail, without a session: lib/loaders/unsubscribe.test.ts.
    const posted = readable.filter(({ method, path }) => method !== "GET" && !path.startsWith("/api/v1/") && !path.startsWith("/api/unsubscribe/"));
    expect(posted.length).toBeGreaterThan(1);
    for (const { method, path } of posted)
      for (const origin of [null, "null", "http://evil.example"]) {
        const headers = { cookie: lab.senders.admin.cookie, ...(origin === null ? {} : { origin }) };
        const { status } = await fetch(lab.url + fill(path, lab.own), { method, headers });
        expect(`${path} from ${origin}: ${status}`).toBe(`${path} from ${origin}: 403`);
      }
  });

  test("B5: every action answers 8 fuzzed lists of arguments as an action answers, and nothing comes of them", async ({ docker }) => {
    const { asked, broken } = await fuzzActions(lab.senders.admin, 8);
    expect(broken.slice(0, 10)).toEqual([]);
    expect(asked).toBeGreaterThan(400);
    expect((await containersOf(docker, lab.own.stack)).map(({ State }) => State)).toEqual(["running"]);
  });

  test("B2: the socket opens for each what its rule says, and says of a foreign stack what it says of a missing one", async () => {
    const port = Number(new URL(lab.url).port);
    await expect(openPage(port, "")).rejects.toThrow("401");
    for (const asker of ASKER_NAMES) {
      if (ASKERS[asker].site === null) continue;
      const sender = lab.senders[asker];
      const page = await openPage(port, sender.cookie);
      let channel = 0;
      const outcome = async (request: ChannelRequest) => {
        channel += 1;
        const mine = channel;
        page.open(mine, request);
        return page.until(() => saidOf(page, mine));
      };
      for (const { name, rule } of ACCESS.filter(({ kind }) => kind === "channel")) {
        const answers = [];
        for (const subject of [lab.own, MISSING]) answers.push(await outcome(await requestFor(name, sender, subject)));
        const [own, missing] = answers;
        const promise = promised(rule, asker);
        expect(`${name} as ${asker}: ${own}`).toBe(
          `${name} as ${asker}: ${promise === "through" ? "opened" : promise === "missing" ? missing : name === "shell" ? "TICKET_REFUSED" : "FORBIDDEN"}`,
        );
      }
      page.leave();
    }
  });
});

/** What became of a channel so far. */
function saidOf(page: PageSocket, channel: number): string | undefined {
  for (const message of page.messages) {
    if (!("channel" in message) || message.channel !== channel) continue;
    if (message.type === "opened" || message.type === "source" || message.type === "caught-up") return "opened";
    if (message.type === "closed") return message.problem?.code ?? "closed";
  }
}

/** As a page asks; a shell with the ticket it was given, if it was given one. */
async function requestFor(kind: string, sender: Sender, { stack, container }: Subject): Promise<ChannelRequest> {
  const place = { environment: "sandbox", stack };
  if (kind === "logs") return { kind: "logs", ...place, service: "box", containers: [container], tail: 10, since: null };
  if (kind === "statistics") return { kind, ...place, service: null };
  if (kind === "engine-statistics") return { kind, environment: "sandbox", containers: [container] };
  const path = `/api/environments/sandbox/stacks/${stack}/containers/${container}/ticket`;
  const answer = await fetch(sender.url + path, { method: "POST", headers: { cookie: sender.cookie, origin: sender.url } });
  const { ticket = "" } = (await answer.json()) as { ticket?: string };
  return { kind: "shell", ...place, container, ticket, shell: null, cols: 80, rows: 24, resume: null, reason: "a look" };
}
