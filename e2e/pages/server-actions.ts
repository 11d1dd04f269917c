import { readFileSync } from "node:fs";
import type { APIRequestContext } from "@playwright/test";
import type { ActionResult } from "@/lib/actions/result";
import type { ReviewView } from "@/lib/core/views";
import { ENVIRONMENT } from "./new-stack";

interface Manifest {
  node: Record<string, { exportedName: string; filename: string }>;
}

/** Ids of the server actions of this build, by the name they are exported under. */
export function actionIds(): ReadonlyMap<string, string> {
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8")) as Manifest;
  return new Map(Object.entries(node).map(([id, { exportedName }]) => [exportedName, id]));
}

export interface ActionAnswer<T> {
  status: number;
  /** Null when it was not an action's answer. */
  result: ActionResult<T> | null;
  body: string;
}

/** Sends a server action as a page of this site would, with the session of `api`. `page` is a page that knows the action. */
export async function callAction<T = unknown>(
  api: APIRequestContext,
  baseURL: string,
  name: string,
  input: unknown,
  page = `/${ENVIRONMENT}/stacks`,
): Promise<ActionAnswer<T>> {
  const id = actionIds().get(name);
  if (!id) throw new Error(`no server action ${name} in this build`);
  const answer = await api.post(page, {
    headers: { "next-action": id, accept: "text/x-component", origin: new URL(baseURL).origin, "content-type": "text/plain;charset=UTF-8" },
    data: Buffer.from(JSON.stringify([input])),
    maxRedirects: 0,
  });
  const body = await answer.text();
  return { status: answer.status(), result: resultIn<T>(body), body };
}

/** An answer is a list of rows, `number:JSON`; ours is the one with `ok`. */
function resultIn<T>(body: string): ActionResult<T> | null {
  const row = /^\d+:(\{"ok":.*)$/m.exec(body)?.[1];
  return row === undefined ? null : (JSON.parse(row) as ActionResult<T>);
}

/** Deploys without a page: the two actions that the page would send. Throws what stops it. */
export async function deployByAction(api: APIRequestContext, baseURL: string, name: string, composeText: string): Promise<void> {
  const review = await callAction<ReviewView>(api, baseURL, "reviewAction", {
    environment: ENVIRONMENT,
    stack: name,
    isNew: true,
    composeText,
    variables: {},
    strategy: null,
  });
  if (!review.result?.ok || review.result.value.hash === null) throw new Error(`${name} was refused in review: ${review.status} ${review.body}`);
  const reviewedHash = review.result.value.hash;
  const answer = await callAction(api, baseURL, "deployAction", {
    environment: ENVIRONMENT,
    stack: name,
    composeText,
    variables: {},
    reviewedHash,
    message: null,
  });
  if (!answer.result?.ok) throw new Error(`${name} was not deployed: ${answer.status} ${answer.body}`);
}

/** Orders the removal of a stack with its volumes; one that is not there is fine. Does not wait for the engine. */
export async function orderRemoval(api: APIRequestContext, baseURL: string, name: string): Promise<void> {
  const stack = await api.get(`/api/environments/${ENVIRONMENT}/stacks/${name}`);
  if (!stack.ok()) return;
  const { volumes } = (await stack.json()) as { volumes: { name: string }[] };
  await callAction(api, baseURL, "removeAction", {
    environment: ENVIRONMENT,
    stack: name,
    service: null,
    typedName: name,
    volumes: volumes.map((volume) => volume.name),
  });
}
