import { join } from "node:path";
import { encode } from "next-auth/jwt";
import type { Rule } from "@/lib/access-table";
import { loadSecret } from "@/lib/auth/secret";
import { can, type MemberRole, type Permission, type SiteRole } from "@/lib/core/access";
import { createAccountStore } from "@/lib/registry/accounts";
import { openDatabase } from "@/lib/registry/database";
import { callAction, deployByAction, type Sender } from "./send-action";

/** Everybody who may ask, with what they are on the site and in the project of the owner. */
export const ASKERS = {
  anonymous: { site: null, member: null },
  other: { site: "user", member: null },
  viewer: { site: "user", member: "viewer" },
  maintainer: { site: "user", member: "maintainer" },
  owner: { site: "user", member: "owner" },
  operator: { site: "operator", member: null },
  auditor: { site: "auditor", member: null },
  admin: { site: "admin", member: null },
} as const satisfies Record<string, { site: SiteRole | null; member: MemberRole | null }>;
export type AskerName = keyof typeof ASKERS;
export const ASKER_NAMES = Object.keys(ASKERS) as AskerName[];

/** One stack and what belongs to it, as an address names them. */
export interface Subject {
  stack: string;
  service: string;
  container: string;
  operation: string;
  /** Number of a row of the audit log that is about it. */
  act: string;
  /** The one it belongs to. */
  project: string;
}

export const MISSING: Subject = {
  stack: "t-00000000",
  service: "box",
  container: "0".repeat(64),
  operation: "o".repeat(26),
  act: "999999999",
  project: "no-such-project",
};
/** Stands in the file of the owner's stack: whoever may not read that must never be sent it. */
export const CANARY = "canary-c0ffee-in-the-file";
/** Stands in the message of its deployment, for whoever may see the stack. */
export const WORDS = "canary-facade-in-the-message";
const composeOf = (note: string): string => `services:\n  box:\n    image: spindle/shell:1\n    stop_grace_period: 1s\n    environment:\n      NOTE: ${note}\n`;

export interface RoleLab {
  url: string;
  senders: Record<AskerName, Sender>;
  /** The owner's stack. */
  own: Subject;
  /** A stack of the other person. */
  theirs: Subject;
}

/** What the matrix itself says; null for strangers. */
export function mayHere(asker: AskerName, permission: Permission): boolean {
  const { site, member } = ASKERS[asker];
  return site !== null && can({ role: site }, permission, member);
}

export type Promised = "through" | "sign-in" | "missing" | "refused";

/** What a rule promises to somebody who asks for the owner's stack, by the matrix. */
export function promised(rule: Rule, asker: AskerName): Promised {
  if (rule.who === "anyone") return "through";
  // A page's cookie opens nothing that is for tokens; what a token opens, lib/loaders/api-access.test.ts tries out.
  if (rule.who === "token") return "sign-in";
  if (ASKERS[asker].site === null) return "sign-in";
  if (rule.who === "signed-in" || rule.who === "oneself") return "through";
  if (rule.who === "admin") return asker === "admin" ? "through" : "refused";
  if (rule.who === "site") return can({ role: ASKERS[asker].site }, rule.may, null) ? "through" : "refused";
  if (!mayHere(asker, "stack.see")) return "missing";
  // To see a project takes no more than to be in it.
  if (rule.may === null) return "through";
  return mayHere(asker, rule.may) ? "through" : "refused";
}

/** People of every role with a session each, a stack of the owner and one of the other, on a server that runs on `dataFolder`. Made in its database, whatever its pages can do. */
export async function openRoleLab(url: string, dataFolder: string, key?: string): Promise<RoleLab> {
  const database = await openDatabase(join(dataFolder, "spindle.db"));
  const accounts = createAccountStore(database);
  const secret = await loadSecret(dataFolder, key);
  const tag = Math.random().toString(36).slice(2, 8);
  const ids = new Map<AskerName, string>();
  const senders = {} as Record<AskerName, Sender>;
  try {
    for (const name of ASKER_NAMES) {
      const { site } = ASKERS[name];
      const at = Date.now();
      senders[name] = { url, cookie: "" };
      if (site === null) continue;
      const userId = await accounts.createUser({ username: `${name}-${tag}`, passwordHash: "not a hash", role: site, at });
      const sessionId = await accounts.createSession({ userId, expiresAt: at + 3_600_000, device: "test", address: "127.0.0.1", at });
      senders[name].cookie = `spindle.session=${await encode({ token: { sid: sessionId }, secret })}`;
      ids.set(name, userId);
    }
    const { id: projectId } = await database.prisma.project.findUniqueOrThrow({ where: { personalOf: ids.get("owner") ?? "" } });
    for (const name of ["viewer", "maintainer"] as const)
      await database.prisma.projectMember.create({ data: { projectId, userId: ids.get(name) ?? "", role: name } });
  } finally {
    await database.close();
  }
  const own = { ...(await deployed(senders.owner, `own-${tag}`, CANARY, WORDS)), project: `owner-${tag}` };
  const theirs = { ...(await deployed(senders.other, `theirs-${tag}`, "theirs", "theirs")), project: `other-${tag}` };
  return { url, senders, own, theirs };
}

async function deployed(sender: Sender, stack: string, note: string, words: string): Promise<Omit<Subject, "project">> {
  await deployByAction(sender, stack, composeOf(note), words);
  const read = async (path: string) => (await fetch(sender.url + path, { headers: { cookie: sender.cookie } })).json();
  for (const until = Date.now() + 60_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
    const view = (await read(`/api/environments/sandbox/stacks/${stack}`)) as { state: string; services: { containers: { id: string; state: string }[] }[] };
    const container = view.services[0]?.containers[0];
    const [operation] = (await read(`/api/environments/sandbox/operations?stack=${stack}`)) as { id: string; status: string }[];
    const { lines } = (await read(`/api/environments/sandbox/stacks/${stack}/audit`)) as { lines: { number: number }[] };
    if (container?.state === "running" && operation && operation.status !== "running")
      return { stack, service: "box", container: container.id, operation: operation.id, act: String(lines[0]?.number) };
  }
  throw new Error(`${stack} did not start`);
}

/** Takes away what the lab made; its volumes too. */
export async function closeRoleLab({ senders, own, theirs }: RoleLab): Promise<void> {
  for (const { stack } of [own, theirs]) {
    const input = { environment: "sandbox", stack, service: null, typedName: stack, volumes: [] };
    await callAction(senders.admin, "removeAction", input);
  }
}
