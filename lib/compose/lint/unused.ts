import type { Entry } from "../node";
import type { StackDraft } from "../stack";
import { removal } from "../values";
import type { LintRoom } from "./room";

/** What is declared and used by nobody, services of a profile that is off counted in. */
export function lintUnused({ desk, stack }: LintRoom): void {
  const services = [...stack.drafts, ...stack.leftOut];
  const mounted = services.flatMap((draft) => draft.mounts.flatMap(({ mount }) => (mount.type === "volume" ? [mount.source] : [])));
  const joined = services.flatMap((draft) => draft.spec.networks.map((network) => network.name));
  const note = (kind: string, names: Iterable<[string, Entry]>, used: string[], message: (name: string) => string) => {
    for (const [name, entry] of names)
      if (!used.includes(name)) {
        const fix = removal(desk, lastOf(stack, `${kind}s`, entry, desk.report.text));
        desk.report.notice({ rule: `lint.unused-${kind}`, at: entry, short: "not used", message: message(name), fix });
      }
  };
  const entries = (declared: ReadonlyMap<string, { entry: Entry }>) => [...declared].map(([name, { entry }]): [string, Entry] => [name, entry]);
  note("volume", entries(stack.volumes), mounted, (name) => `No service mounts the volume ${name}. It is kept with the stack.`);
  note("network", entries(stack.networks), joined, (name) => `No service joins the network ${name}, so it is not made.`);
  note("config", entries(stack.configs), uses(services, "configs"), (name) => `No service takes the config ${name}, so it is not kept.`);
  note("secret", entries(stack.secrets), uses(services, "secrets"), (name) => `No service takes the secret ${name}, so nobody here can read it.`);
}

/** A section with nothing in it says nothing: it goes with its last entry, unless somebody wrote a comment there. */
function lastOf({ keys }: StackDraft, section: string, entry: Entry, text: string): Entry {
  const whole = keys.get(section);
  const isLast = whole?.value.kind === "map" && whole.value.entries.length === 1 && whole.from < entry.from;
  return isLast && whole.cut && !text.slice(whole.cut.from, whole.cut.to).includes("#") ? whole : entry;
}

const uses = (services: LintRoom["drafts"], kind: "configs" | "secrets"): string[] => services.flatMap((draft) => draft[kind].map(({ file }) => file.source));
