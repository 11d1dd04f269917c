import type { Hook } from "@/lib/core/service-extras";
import type { Desk } from "../desk";
import { type Entry, isNull, type Node } from "../node";
import type { Spot } from "../place";
import { eachField, lineOf, listOf, refuse, wrong } from "../values";
import { readCommand } from "./command";
import type { Draft } from "./draft";
import { readEnvironment } from "./environment";
import { directoryOf } from "./path";

const MOST_HOOKS = 10;

/** Commands run inside the running container with exactly the rights that the service itself has. */
export function readHooks(desk: Desk, node: Node, draft: Draft, field: "post_start" | "pre_stop"): Hook[] | undefined {
  if (isNull(node)) return undefined;
  const items = listOf(desk, node, field) ?? [];
  if (items.length > MOST_HOOKS) return refuse(desk, node, field, `${field} runs at most ${MOST_HOOKS} commands.`);
  const hooks = items.flatMap((item) => readHook(desk, item, draft, field) ?? []);
  return hooks.length > 0 ? hooks : undefined;
}

function readHook(desk: Desk, node: Node, draft: Draft, field: "post_start" | "pre_stop"): Hook | undefined {
  const hook: Hook = { command: [], environment: {}, workingDir: null };
  let given = false;
  eachField(desk, node, field, {
    command: (entry) => {
      given = true;
      hook.command = readCommand(desk, entry.value, `${field}.command`) ?? [];
    },
    environment: (entry) => (hook.environment = readEnvironment(desk, entry.value)),
    working_dir: (entry) => (hook.workingDir = directoryOf(desk, entry.value, `${field}.working_dir`) ?? null),
    user: (entry) => readHookUser(desk, entry, draft, field),
    privileged: (entry) => {
      if (entry.value.kind !== "scalar" || entry.value.value !== false)
        refuse(desk, entry, `${field}.privileged`, "Hooks run with the service's own rights. Remove the line.", entry);
    },
  });
  if (!given) return node.kind === "map" ? wrong(desk, node as Spot, field, `Each of ${field} needs a \`command\`.`) : undefined;
  return hook.command.length > 0 && hook.command[0] !== "" ? hook : undefined;
}

function readHookUser(desk: Desk, entry: Entry, draft: Draft, field: string): void {
  if (isNull(entry.value)) return;
  const user = lineOf(desk, entry.value, `${field}.user`);
  if (user === undefined) return;
  draft.later.push(() => {
    if (user !== draft.spec.user)
      refuse(desk, entry, `${field}.user`, "Hooks run with the service's own rights, as its own user. Remove the line, or set `user` of the service.", entry);
  });
}
