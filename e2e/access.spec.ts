import { type APIRequestContext, request } from "@playwright/test";
import { ACCESS, type Entrance } from "@/lib/access-table";
import { can } from "@/lib/core/access";
import type { OperationView, StackView } from "@/lib/core/views";
import { openPage, type PageSocket } from "@/lib/testing/page-socket";
import { containersOf, expect, type Role, test } from "./fixtures";
import { expectState, stackAddress } from "./pages/new-stack";
import { callAction } from "./pages/server-actions";

type Asker = Role | "anonymous";

/** One stack and what belongs to it, as an address names them. */
interface Subject {
  stack: string;
  service: string;
  container: string;
  operation: string;
}

const COMPOSE = "services:\n  box:\n    image: spindle/shell:1\n";
const MISSING: Subject = { stack: "t-00000000", service: "box", container: "0".repeat(64), operation: "o".repeat(26) };

interface Answer {
  status: number;
  location: string | null;
  body: string;
}

/** Asks without following redirects. What differs in every answer, and the names in the address itself, are taken out. */
async function ask(api: APIRequestContext, address: string, { stack, container, operation }: Subject): Promise<Answer> {
  const answer = await api.get(address, { maxRedirects: 0 });
  const policy = answer.headers()["content-security-policy"] ?? "";
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
  let body = await answer.text();
  for (const [text, name] of [
    [nonce, "NONCE"],
    [stack, "STACK"],
    [container, "CONTAINER"],
    [operation, "OPERATION"],
  ] as const)
    if (text) body = body.replaceAll(text, name);
  const location = answer.headers().location ?? null;
  return {
    status: answer.status(),
    location: location?.replaceAll(stack, "STACK").replaceAll(operation, "OPERATION") ?? null,
    body: inOrder(withoutMoment(body)),
  };
}

/** A page says when it was made, and how busy the engine is with what others do meanwhile. */
const withoutMoment = (body: string): string =>
  body.replace(/\b1[6-9]\d{11}\b/g, "MOMENT").replace(/((?:containersRunning|containersTotal|leased)\W+)\d+/g, "$1COUNT");

const FLIGHT = /<script[^>]*>self\.__next_f\.push\(\[1,("(?:[^"\\]|\\.)*")\]\)<\/script>/g;

/** The parts of a page's data come as they get ready, under numbers given on the way: neither order nor numbers say anything. */
function inOrder(body: string): string {
  const rows = [...body.matchAll(FLIGHT)].map(([, text = '""']) => JSON.parse(text) as string).join("");
  const parts = rows.split("\n").map((row) => row.replace(/^[0-9a-f]+:/, "").replace(/\$[A-Z@]?[0-9a-f]+\b/g, "$"));
  return [body.replace(FLIGHT, ""), ...parts.sort()].join("\n");
}

const fill = (name: string, { stack, service, container, operation }: Subject): string =>
  name
    .replace(/^GET /, "")
    .replace("[environment]", "sandbox")
    .replace("[stack]", stack)
    .replace("[service]", service)
    .replace("[container]", container)
    .replace("[operation]", operation)
    .replace("[revision]", "1")
    .replace("[...nextauth]", "csrf");

const readable = ACCESS.filter(({ kind, name }) => kind === "page" || (kind === "route" && name.startsWith("GET ")));

/** What the rule promises to somebody who asks for a stack of `user`. */
function promised({ kind, name, rule }: Entrance, asker: Asker): number[] {
  const lists = ["/", "/[environment]"].includes(name);
  const fine = lists ? [307] : [200];
  // Both send on who has nothing to do there: the first run is over, and one is signed in already.
  if (name === "/setup") return [307];
  if (name === "/sign-in") return asker === "anonymous" ? [200] : [307];
  if (rule.who === "anyone") return [200];
  if (asker === "anonymous") return kind === "page" ? [307] : [401];
  const role = asker === "admin" ? "admin" : "user";
  if ((rule.who === "admin" && role !== "admin") || (rule.who === "site" && !can({ role }, rule.may, null))) return kind === "page" ? [404] : [403];
  if (rule.who === "member" && asker === "other") return [404];
  return fine;
}

test.describe("the access table", () => {
  const askers: Asker[] = ["anonymous", "other", "user", "admin"];
  const apis = new Map<Asker, APIRequestContext>();
  let own: Subject;

  test.beforeEach(async ({ sessions, serverHandle: { url }, stackName, deployAsUser, user, docker }) => {
    for (const asker of askers) {
      apis.set(asker, await request.newContext({ baseURL: url, storageState: asker === "anonymous" ? undefined : sessions[asker] }));
    }
    await deployAsUser(stackName, COMPOSE);
    await user.goto(stackAddress(stackName));
    await expectState(user, "Active");
    const [container] = await containersOf(docker, stackName);
    const [operation] = (await (await user.request.get(`/api/environments/sandbox/operations?stack=${stackName}`)).json()) as OperationView[];
    own = { stack: stackName, service: "box", container: container?.Id ?? "", operation: operation?.id ?? "" };
  });

  test.afterEach(async () => {
    for (const api of apis.values()) await api.dispose();
  });

  test("every page and route answers each person as its rule says, and a foreign stack exactly like a missing one", async () => {
    const wrong: string[] = [];
    for (const entrance of readable) {
      for (const asker of askers) {
        const api = apis.get(asker);
        if (!api) throw new Error(`nobody asks as ${asker}`);
        const answer = await ask(api, fill(entrance.name, own), own);
        const wanted = promised(entrance, asker);
        if (!wanted.includes(answer.status)) wrong.push(`${entrance.name} as ${asker}: ${answer.status}, not ${wanted.join(" or ")}`);
        if (answer.status === 307 && asker === "anonymous" && entrance.name !== "/setup" && !answer.location?.includes("/sign-in"))
          wrong.push(`${entrance.name}: sends a stranger to ${answer.location}`);
        if (entrance.rule.who !== "member") continue;
        const missing = await ask(api, fill(entrance.name, MISSING), MISSING);
        if (asker === "user" || asker === "admin") {
          if (missing.status !== 404) wrong.push(`${entrance.name} as ${asker}: what is missing answers ${missing.status}`);
        } else if (JSON.stringify(missing) !== JSON.stringify(answer))
          wrong.push(`${entrance.name} as ${asker}: foreign and missing differ${firstDifference(answer.body, missing.body)}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("every action that names a foreign stack answers exactly as for a missing one, and changes nothing", async ({
    other,
    docker,
    serverHandle: { url },
  }) => {
    const before = await other.request.get(`/api/environments/sandbox/stacks`);
    expect(((await before.json()) as { stacks: StackView[] }).stacks.map(({ name }) => name)).not.toContain(own.stack);
    const strategy = { batchSize: 1, intervalSeconds: 0, order: "stop-first", healthDeadlineSeconds: 30, onFailure: "pause" };
    const plain = { service: null };
    const text = { composeText: COMPOSE, variables: {} };
    const inputs: Record<string, object> = {
      reviewAction: { ...text, isNew: false, strategy: null },
      upgradeAction: { ...text, reviewedHash: "0".repeat(64), message: null, strategy, baseRevision: 1, replaceCandidate: false },
      redeployAction: { service: "box" },
      scaleAction: { service: "box", scale: 0 },
      removeAction: { service: null, typedName: own.stack, volumes: [] },
    };
    const actions = ACCESS.filter(({ kind, rule }) => kind === "action" && rule.who === "member").map(({ name }) => name);
    expect(actions.length).toBeGreaterThan(8);
    for (const name of actions) {
      const input = inputs[name] ?? plain;
      const [foreign, missing] = await Promise.all(
        [own.stack, MISSING.stack].map((stack) => callAction(other.request, url, name, { environment: "sandbox", stack, ...input })),
      );
      expect(foreign?.result, name).toEqual({ ok: false, problem: { code: "NOT_FOUND", data: { what: "stack" } } });
      expect([foreign?.status, foreign?.result], name).toEqual([missing?.status, missing?.result]);
    }
    const anonymous = apis.get("anonymous");
    if (!anonymous) throw new Error("nobody asks as a stranger");
    for (const { name } of ACCESS.filter(({ kind, rule }) => kind === "action" && rule.who !== "anyone")) {
      const input = inputs[name] ?? plain;
      const page = /User|Disabled|Session|Password/.test(name) ? "/sandbox/admin" : undefined;
      const { result } = await callAction(anonymous, url, name, { environment: "sandbox", stack: own.stack, ...input }, page);
      expect(result?.ok ?? false, name).toBe(false);
    }
    for (const [name, input] of [
      ["createUserAction", { username: "mallory", password: "a sentence of some words", role: "admin" }],
      ["setDisabledAction", { userId: "x", disabled: true }],
    ] as const) {
      const { result } = await callAction(other.request, url, name, input, "/sandbox/admin");
      expect(result, name).toMatchObject({ ok: false, problem: { code: "FORBIDDEN" } });
    }
    const containers = await containersOf(docker, own.stack);
    expect(containers.map(({ Id, State }) => [Id, State])).toEqual([[own.container, "running"]]);
  });

  test("an action without the page's own Origin is refused", async ({ user, docker }) => {
    const { result } = await callAction(user.request, "http://evil.example", "stopAction", { environment: "sandbox", stack: own.stack, service: null });
    expect(result?.ok ?? false).toBe(false);
    expect((await docker.getContainer(own.container).inspect()).State.Running).toBe(true);
  });

  test("the socket opens nothing of a foreign stack, and says of it what it says of a missing one", async ({ sessions, serverHandle: { url }, docker }) => {
    const port = Number(new URL(url).port);
    const cookieOf = (role: Role) => sessions[role].cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    await expect(openPage(port, "")).rejects.toThrow("401");
    const socket = await openPage(port, cookieOf("other"));
    const closed = async (page: PageSocket, channel: number, open: Parameters<PageSocket["open"]>[1]) => {
      page.open(channel, open);
      return (await page.message("closed", (message) => message.channel === channel)).problem;
    };
    const logs = ({ stack, container }: Subject) => ({
      kind: "logs" as const,
      environment: "sandbox",
      stack,
      service: "box",
      containers: [container],
      tail: 10,
      since: null,
    });
    const ticketOf = async (asker: Role, { stack, container }: Subject) => {
      const path = `/api/environments/sandbox/stacks/${stack}/containers/${container}/ticket`;
      return (await apis.get(asker)?.post(path, { headers: { origin: url } }))?.json() as Promise<{ ticket?: string; problem?: unknown }>;
    };
    const shell = ({ stack, container }: Subject, ticket = "") => ({
      kind: "shell" as const,
      environment: "sandbox",
      stack,
      container,
      ticket,
      shell: null,
      cols: 80,
      rows: 24,
      resume: null,
    });
    const missingStack = { code: "NOT_FOUND", data: { what: "stack" } };
    expect([await closed(socket, 1, logs(own)), await closed(socket, 2, logs(MISSING))]).toEqual([missingStack, missingStack]);
    const noTicket = { code: "TICKET_REFUSED", data: {} };
    expect([await closed(socket, 3, shell(own)), await closed(socket, 4, shell(MISSING))]).toEqual([noTicket, noTicket]);
    expect([await ticketOf("other", own), await ticketOf("other", MISSING)]).toEqual([{ problem: missingStack }, { problem: missingStack }]);
    const { ticket: minted = "" } = await ticketOf("user", own);
    expect(await closed(socket, 5, shell(own, minted)), "somebody else's ticket").toEqual(noTicket);
    expect(socket.bytes).toBe(0);

    // What changes in the stack is told to its owner and to nobody else.
    const mine = await openPage(port, cookieOf("user"));
    const { ticket } = await ticketOf("user", own);
    await docker.getContainer(own.container).kill();
    await mine.message("change", ({ change }) => change.scope === "stack" && change.stack === own.stack);
    mine.open(1, shell(own, ticket));
    await mine.until(() => mine.messages.some((message) => "channel" in message && message.channel === 1));
    expect(socket.messages.filter((message) => message.type === "change" && message.change.scope === "stack" && message.change.stack === own.stack)).toEqual(
      [],
    );
    mine.leave();
    socket.leave();
  });
});

function firstDifference(one: string, two: string): string {
  const at = [...one].findIndex((letter, index) => letter !== two[index]);
  return at < 0 ? "" : ` at ${at}: …${one.slice(Math.max(0, at - 40), at + 60)}… and …${two.slice(Math.max(0, at - 40), at + 60)}…`;
}
