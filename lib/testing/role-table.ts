import { ACCESS, type Entrance } from "@/lib/access-table";
import type { Problem } from "@/lib/core/errors";
import { ASKER_NAMES, ASKERS, type AskerName, CANARY, MISSING, mayHere, type Promised, promised, type RoleLab, type Subject, WORDS } from "./role-lab";
import { actionIds, callAction, type Sender } from "./send-action";

/** How many questions were asked, and each answer that broke its rule. */
export interface Findings {
  asked: number;
  wrong: string[];
}

interface Answer {
  status: number;
  location: string | null;
  cache: string | null;
  body: string;
}

/** What differs in every answer, and the names in the address itself, are taken out. */
export async function ask(sender: Sender, method: string, path: string, subject: Subject): Promise<Answer> {
  const headers = { cookie: sender.cookie, ...(method === "GET" ? {} : { origin: sender.url }) };
  const response = await fetch(sender.url + path, { method, headers, redirect: "manual" });
  const nonce = /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
  const names = [nonce, subject.stack, subject.container, subject.operation, subject.project];
  const without = (text: string) => names.reduce<string>((left, name, at) => (name ? left.replaceAll(name, `NAME${at}`) : left), text);
  const location = response.headers.get("location");
  return {
    status: response.status,
    location: location === null ? null : without(location),
    cache: response.headers.get("cache-control"),
    body: inOrder(withoutMoment(without(await response.text()))),
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

export const fill = (name: string, { stack, service, container, operation, act, project }: Subject): string =>
  name
    .replace("[environment]", "sandbox")
    .replace("[stack]", stack)
    .replace("[service]", service)
    .replace("[container]", container)
    .replace("[operation]", operation)
    .replace("[number]", act)
    .replace("[project]", project)
    .replace("[token]", "no-token")
    .replace("[revision]", "1")
    .replace("[...nextauth]", "csrf");

/** Pages and routes, with the method each is asked by. */
export const readable = ACCESS.flatMap((entrance) => {
  if (entrance.kind === "page") return [{ ...entrance, method: "GET", path: entrance.name }];
  const [method = "", path = ""] = entrance.name.split(" ");
  // next-auth's own: what may be posted there is tried with the sign-in.
  return entrance.kind === "route" && path !== "/api/auth/[...nextauth]" ? [{ ...entrance, method, path }] : [];
});

/** Only the build knows these; they say that there is nothing. */
const NOTHING = ["/_not-found", "/_global-error"];

function statusesFor({ kind, name, rule }: Entrance, promise: Promised, asker: AskerName): number[] {
  if (name === "GET /metrics") return [404];
  // A look leads to the page that asks; what is posted here has no form.
  if (name.endsWith("/unsubscribe/[token]")) return [name.startsWith("GET") ? 303 : 400];
  if (NOTHING.includes(name)) return asker === "anonymous" ? [307, 404, 500] : [404, 500];
  // Both send on who has nothing to do there: the first run is over, and one is signed in already.
  if (name === "/setup") return [307];
  // For who must do just this before anything else works, and for the window of a provider that is not there.
  if (["/new-password", "/second-factor", "/sign-in/again"].includes(name)) return [307];
  if (name === "/sign-in") return asker === "anonymous" ? [200] : [307];
  // The steps of signing in send on who is not in the middle of one.
  if (kind === "page" && rule.who === "anyone") return [200, 307];
  if (promise === "sign-in") return kind === "page" ? [307] : [401];
  // Nothing was recorded of this act; and an act that is not for the asker is like none.
  if (name.endsWith("/[number]/recording") || (name.endsWith("/[number]") && promise === "refused")) return [404];
  if (promise === "missing") return [404];
  // No file is named, and whoever comes by a site role says no reason.
  if (promise === "through" && name.endsWith("/files/content")) return [400];
  if (promise === "through" && name.endsWith("/files") && ASKERS[asker].member === null) return [422];
  // No command is said.
  if (promise === "through" && name.endsWith("/containers/[container]/command")) return [400];
  if (promise === "refused") return kind === "page" ? [404] : [403];
  return name === "/" || name === "/[environment]" ? [307] : [200];
}

/** Every page and route, as everybody, against the owner's stack, one that is missing, and parts of the owner's under a stack of one's own. */
export async function tryReadable({ senders, own, theirs }: RoleLab, look: { withProxy: boolean }): Promise<Findings> {
  const wrong: string[] = [];
  let asked = 0;
  for (const entrance of readable) {
    const { method, path, rule, name } = entrance;
    for (const asker of ASKER_NAMES) {
      const say = (text: string) => void wrong.push(`${name} as ${asker}: ${text}`);
      const promise = promised(rule, asker);
      const answer = await ask(senders[asker], method, fill(path, own), own);
      asked += 1;
      const fine = statusesFor(entrance, promise, asker);
      // Without the proxy a page that has begun to be sent says in its body where to go.
      const late = !look.withProxy && promise === "sign-in" && answer.status === 200 && answer.body.includes("NEXT_REDIRECT");
      if (!fine.includes(answer.status) && !late) say(`${answer.status}, not ${fine.join(" or ")}`);
      if (answer.status === 307 && promise === "sign-in" && !answer.location?.includes("/sign-in")) say(`sends a stranger to ${answer.location}`);
      if (!answer.cache?.includes("no-store") && !NOTHING.includes(name) && !name.endsWith("icon.svg")) say(`may be kept: ${answer.cache}`);
      if (answer.body.includes(CANARY) && (promise !== "through" || !mayHere(asker, "file.read"))) say("LEAK: the owner's file");
      if (answer.body.includes(WORDS) && (promise !== "through" || !mayHere(asker, "stack.see"))) say("LEAK: the owner's message");
      if (rule.who !== "member" && rule.who !== "project") continue;
      const missing = await ask(senders[asker], method, fill(path, MISSING), MISSING);
      asked += 1;
      if (promise === "missing" && different(answer, missing)) say(`foreign and missing differ${firstDifference(answer.body, missing.body)}`);
      if (ASKERS[asker].site !== null && missing.status !== 404) say(`what is missing answers ${missing.status}`);
      if (asker !== "other" || !/\[(?:container|service)\]/.test(path)) continue;
      const stolen = await ask(senders.other, method, fill(path, { ...theirs, container: own.container, service: "nobody" }), { ...own, stack: theirs.stack });
      asked += 1;
      if (stolen.status !== 404) say(`a part of the owner's under a stack of one's own answers ${stolen.status}`);
    }
  }
  return { asked, wrong };
}

const different = (one: Answer, other: Answer): boolean => JSON.stringify(one) !== JSON.stringify(other);

function firstDifference(one: string, two: string): string {
  const at = [...one].findIndex((letter, index) => letter !== two[index]);
  return at < 0 ? "" : ` at ${at}: …${one.slice(Math.max(0, at - 40), at + 60)}… and …${two.slice(Math.max(0, at - 40), at + 60)}…`;
}

/** Inputs that fit their schema and, sent by whoever may, change nothing that runs. An action without one here is sent with a stack and a service that is missing. */
export function inputOf(name: string, stack: string, project = "no-such-project"): Record<string, unknown> {
  const at = { environment: "sandbox", stack };
  const strategy = { batchSize: 1, intervalSeconds: 0, order: "stop-first", healthDeadlineSeconds: 30, onFailure: "pause" };
  const text = { composeText: "services: {}\n", variables: {} };
  const inputs: Record<string, Record<string, unknown>> = {
    setupAction: { token: "x", username: "mallory", password: "a sentence of some words" },
    createUserAction: { username: "mallory", password: "a sentence of some words", role: "admin" },
    setDisabledAction: { userId: "nobody", disabled: true },
    revokeSessionAction: { sessionId: "nobody" },
    changePasswordAction: { current: "wrong wrong wrong", next: "a sentence of some words" },
    changePolicyAction: { environment: "sandbox", policy: {}, version: "0" },
    setQuotaAction: { for: "project", environment: "sandbox", project: "no-such-project", limits: null, reason: "for nobody" },
    grantPortsAction: { environment: "sandbox", grant: { from: 80, to: 80, projects: ["no-such-project"], reason: "for nobody" }, revoke: false },
    releaseLeaseAction: { environment: "sandbox", port: 1, protocol: "tcp", typed: "1/tcp" },
    mergeAction: { environment: "sandbox", files: [] },
    reviewAction: { ...at, ...text, isNew: false, strategy: null },
    deployAction: { ...at, ...text, reviewedHash: "0".repeat(64), message: null },
    createStackAction: at,
    upgradeAction: { ...at, ...text, reviewedHash: "0".repeat(64), message: null, strategy, baseRevision: 1, replaceCandidate: false },
    redeployAction: { ...at, service: "nobody" },
    scaleAction: { ...at, service: "nobody", scale: 0 },
    removeAction: { ...at, service: null, typedName: "not this", volumes: [] },
    // The one that whoever may does something with: to a stack that is made for this.
    writeSecretAction: { ...at, name: "password", content: "eA==" },
    watchStackAction: { ...at, choice: null },
    setUsualNoticesAction: { choice: { muted: false, bell: [], mail: [], webhook: [] } },
    markNoticesAction: { ids: [] },
    addAddressAction: { kind: "mail", address: "mallory@example.org" },
    confirmAddressAction: { addressId: "nobody", code: "0" },
    testAddressAction: { addressId: "nobody" },
    removeAddressAction: { addressId: "nobody" },
    changeNoticeSettingsAction: { settings: { smtp: null, allowedMail: [], allowedHooks: [], perHour: 1 }, password: null },
    testMailAction: { settings: { smtp: null, allowedMail: [], allowedHooks: [], perHour: 1 }, password: null, to: "mallory@example.org" },
    createTokenAction: { name: "mallory", scopes: ["deploy"], days: 365, only: null },
    revokeTokenAction: { tokenId: "nobody" },
    removeSecretAction: { ...at, name: "no-such-secret" },
    createProjectAction: { projectName: "-" },
    renameProjectAction: { project, projectName: "somewhere-else" },
    deleteProjectAction: { project, typedName: "not this" },
    setSwitchesAction: { project, viewersReadLogs: true, maintainersOpenShell: true },
    changeMemberAction: { project, userId: "nobody", role: "viewer" },
    removeMemberAction: { project, userId: "nobody" },
    inviteAction: { project, role: "viewer", username: "no-such-person" },
    withdrawInvitationAction: { project, invitationId: "nobody" },
    openInvitationAction: { token: "x" },
    acceptInvitationAction: { invitation: { id: "nobody" } },
    declineInvitationAction: { invitation: { id: "nobody" } },
    offerStackAction: { ...at, project: "no-such-project" },
    withdrawOfferAction: at,
    acceptOfferAction: at,
    declineOfferAction: at,
    resetPasswordAction: { userId: "nobody" },
    resetSecondFactorAction: { userId: "nobody" },
    setRoleAction: { userId: "nobody", role: "user" },
    approveRequestAction: { ...at, request: "no-such-request" },
    declineRequestAction: { ...at, request: "no-such-request" },
    withdrawRequestAction: { ...at, request: "no-such-request" },
    removeEnvironmentAction: { environment: "sandbox", typedName: "not this" },
  };
  return inputs[name] ?? { ...at, service: "nobody" };
}

/** Every server action as everybody: against the owner's stack, a missing one, and what belongs to nobody. */
export async function tryActions({ senders, own }: RoleLab): Promise<Findings> {
  const wrong: string[] = [];
  let asked = 0;
  const send = async (asker: AskerName, name: string, { stack, project }: Subject) => {
    asked += 1;
    const { status, result } = await callAction(senders[asker], name, inputOf(name, stack, project));
    return { status, problem: result?.ok === false ? result.problem : null, ok: result?.ok ?? false };
  };
  // What no page uses is not in a build, and so no way in.
  for (const { name, rule } of ACCESS.filter(({ kind, name }) => kind === "action" && actionIds().has(name))) {
    for (const asker of ASKER_NAMES) {
      const promise = promised(rule, asker);
      if (promise === "through" && rule.who !== "member" && rule.who !== "project") continue;
      const answer = await send(asker, name, own);
      const fault = faultOf(promise, answer.problem, answer.ok, rule.who === "project" ? "project" : "stack");
      if (fault) wrong.push(`${name} as ${asker}: ${fault} (${answer.status} ${JSON.stringify(answer.problem)})`);
      if (promise !== "missing") continue;
      const missing = await send(asker, name, MISSING);
      if (JSON.stringify(missing) !== JSON.stringify(answer)) wrong.push(`${name} as ${asker}: foreign and missing differ`);
    }
  }
  return { asked, wrong };
}

function faultOf(promise: Promised, problem: Problem | null, ok: boolean, what: "stack" | "project"): string | null {
  const foreign = problem?.code === "NOT_FOUND" && problem.data.what === what;
  if (promise === "through") return foreign || problem?.code === "FORBIDDEN" || problem?.code === "UNAUTHENTICATED" ? "is turned away" : null;
  if (ok) return "LEAK: it was done";
  if (promise === "sign-in") return problem === null || problem.code === "UNAUTHENTICATED" ? null : "a stranger is answered";
  if (promise === "missing") return foreign ? null : "does not look missing";
  // What is not even looked for is refused as well.
  return problem !== null && ["FORBIDDEN", "INVALID_INPUT", "NOT_FOUND"].includes(problem.code) ? null : "is not refused";
}
