import { readFileSync } from "node:fs";
import type { ActionResult } from "@/lib/actions/result";

/** Somebody with a session, or nobody. */
export interface Sender {
  url: string;
  cookie: string;
}

export interface ActionAnswer {
  status: number;
  /** Null when it was not an action's answer. */
  result: ActionResult<unknown> | null;
  body: string;
}

interface Manifest {
  node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
}

let known: ReadonlyMap<string, { id: string; page: string }> | null = null;

/** The server actions of this build by the name they are exported under, each with a page that knows it. */
export function actionIds(): ReadonlyMap<string, { id: string; page: string }> {
  if (known !== null) return known;
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as Manifest;
  known = new Map(Object.entries(node).map(([id, { exportedName, workers }]) => [exportedName, { id, page: pageOf(Object.keys(workers)) }]));
  return known;
}

/** `app/[environment]/admin/page` -> `/sandbox/admin`; the page with the fewest names in its address. */
function pageOf(workers: string[]): string {
  const pages = workers.map((worker) => worker.replace(/^app|\/\([^)]*\)|\/page$/g, "").replace("[environment]", "sandbox"));
  const [page = "/"] = pages.sort((one, other) => one.split("[").length - other.split("[").length);
  return page.replace(/\[\w+\]/g, "x");
}

export interface SendOptions {
  /** Null sends none. */
  origin?: string | null;
  /** The arguments as they travel; JSON of `[input]` when left out. */
  body?: string;
}

/** Sends a server action as a page of this site would. */
export async function callAction(sender: Sender, name: string, input: unknown, options: SendOptions = {}): Promise<ActionAnswer> {
  const action = actionIds().get(name);
  if (!action) throw new Error(`no server action ${name} in this build`);
  const origin = options.origin === undefined ? sender.url : options.origin;
  const answer = await fetch(sender.url + action.page, {
    method: "POST",
    redirect: "manual",
    headers: {
      "next-action": action.id,
      accept: "text/x-component",
      "content-type": "text/plain;charset=UTF-8",
      cookie: sender.cookie,
      ...(origin === null ? {} : { origin }),
    },
    body: options.body ?? JSON.stringify([input]),
  });
  const body = await answer.text();
  const row = /^\d+:(\{"ok":.*)$/m.exec(body)?.[1];
  return { status: answer.status, result: row === undefined ? null : (JSON.parse(row) as ActionResult<unknown>), body };
}

/** Deploys without a page: the two actions that the page would send. Throws what stops it. */
export async function deployByAction(sender: Sender, stack: string, composeText: string, message: string | null = null): Promise<void> {
  const text = { environment: "sandbox", stack, composeText, variables: {} };
  const review = await callAction(sender, "reviewAction", { ...text, isNew: true, strategy: null });
  const { hash: reviewedHash } = (review.result?.ok ? review.result.value : {}) as { hash?: string | null };
  if (!reviewedHash) throw new Error(`${stack} was refused in review: ${review.status} ${review.body}`);
  const answer = await callAction(sender, "deployAction", { ...text, reviewedHash, message });
  if (!answer.result?.ok) throw new Error(`${stack} was not deployed: ${answer.status} ${answer.body}`);
}
