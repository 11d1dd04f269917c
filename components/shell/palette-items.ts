import { adminTabsFor } from "@/components/admin/tabs";
import type { Verb } from "@/lib/client/stack-actions";
import type { Action } from "@/lib/core/lifecycle";
import type { ActorView } from "@/lib/core/people";
import { lacksRight } from "@/lib/core/stack-rights";
import type { ServiceSummary, StackSummary } from "@/lib/core/views";
import { containerLabel } from "@/lib/format/names";
import { actionWord, type SecondStep, secondStep } from "@/lib/format/sentences";

interface Base {
  id: string;
  /** What is searched: words in any order. */
  text: string;
  label: string;
  hint: string;
}
export type PaletteItem = Base &
  (
    | { kind: "page" | "stack" | "service" | "container"; href: string }
    /** Something to do that begins on a page of its own. */
    | { kind: "begin"; href: string }
    /** A shell in the dock; `href` is the Shell tab, for when that container is not there. */
    | { kind: "shell"; stack: string; service: string; container: string; href: string }
    /** `step` null: nothing is lost, so it is done at once. `waiting`: the services that a confirmation is about. */
    | { kind: "action"; verb: Verb; stack: string; service: string | null; step: SecondStep | null; waiting: ServiceSummary[] }
  );

const path = (...parts: string[]) => `/${parts.map(encodeURIComponent).join("/")}`;

function pages(environment: string, actor: ActorView): PaletteItem[] {
  const page = (id: string, label: string, href: string): PaletteItem => ({
    kind: "page",
    id: `page:${id}`,
    text: label.toLowerCase(),
    label,
    hint: "Page",
    href,
  });
  const all = [
    page("stacks", "Stacks", path(environment, "stacks")),
    page("new", "New stack", path(environment, "stacks", "new")),
    page("secrets", "Secrets", path(environment, "secrets")),
    page("activity", "Activity", path(environment, "activity")),
    page("projects", "Projects", path(environment, "projects")),
    page("account", "Account", path(environment, "account")),
  ];
  return [...all, ...adminTabsFor(actor).map(({ id, label }) => page(id, label, `${path(environment, "admin")}?tab=${id}`))];
}

const VERBS = ["confirm", "roll-back", "pause", "resume", "start", "stop", "restart"] as const satisfies readonly (Verb & Action)[];
const ASKS = new Set<Verb>(["confirm", "roll-back", "stop", "restart"]);

function actions(environment: string, stack: StackSummary, service: ServiceSummary | null): PaletteItem[] {
  const owner = service ?? stack;
  const subject = service === null ? stack.name : `${stack.name}/${service.name}`;
  const upgradeTo = `${path(environment, "stacks", stack.name)}?tab=compose`;
  const items = VERBS.filter((verb) => owner.actions[verb].allowed).map((verb): PaletteItem => {
    const word = actionWord(verb);
    const step = ASKS.has(verb) ? secondStep(verb as "confirm" | "roll-back" | "stop" | "restart", subject, owner.oldKept) : null;
    return {
      kind: "action",
      id: `do:${verb}:${subject}`,
      text: `${word} ${subject}`.toLowerCase(),
      label: word,
      hint: subject,
      verb,
      stack: stack.name,
      service: service?.name ?? null,
      step,
      waiting: verb === "confirm" ? (service === null ? stack.services : [service]) : [],
    };
  });
  return service === null && stack.actions.upgrade.allowed
    ? [...items, { kind: "begin", id: `do:upgrade:${subject}`, text: `upgrade ${subject}`.toLowerCase(), label: "Upgrade", hint: subject, href: upgradeTo }]
    : items;
}

function places(environment: string, stack: StackSummary): PaletteItem[] {
  const home = path(environment, "stacks", stack.name);
  const services = stack.services.flatMap((service): PaletteItem[] => {
    const href = `${home}/services/${encodeURIComponent(service.name)}`;
    const subject = `${stack.name}/${service.name}`;
    const containers = Array.from({ length: service.scale.value }, (_, at): PaletteItem => {
      const label = containerLabel(service.name, at + 1);
      return {
        kind: "container",
        id: `container:${stack.name}/${label}`,
        text: `${stack.name}/${label}`.toLowerCase(),
        label,
        hint: `Container of ${stack.name}`,
        href: `${href}?tab=containers`,
      };
    });
    return [
      { kind: "service", id: `service:${subject}`, text: subject.toLowerCase(), label: service.name, hint: `Service of ${stack.name}`, href },
      ...containers,
    ];
  });
  return [{ kind: "stack", id: `stack:${stack.name}`, text: stack.name.toLowerCase(), label: stack.name, hint: "Stack", href: home }, ...services];
}

/** A shell in each container that is meant to run, for whoever may open one. */
function shells(environment: string, stack: StackSummary): PaletteItem[] {
  if (lacksRight(stack, "shell.open")) return [];
  return stack.services.flatMap((service) =>
    Array.from({ length: service.running === 0 ? 0 : service.scale.value }, (_, at): PaletteItem => {
      const container = containerLabel(service.name, at + 1);
      const hint = `${stack.name}/${container}`;
      return {
        kind: "shell",
        id: `shell:${hint}`,
        text: `open a shell ${hint}`.toLowerCase(),
        label: "Open a shell",
        hint,
        stack: stack.name,
        service: service.name,
        container,
        href: `${path(environment, "stacks", stack.name, "services", service.name)}?tab=shell`,
      };
    }),
  );
}

/** Everything one can go to or do here. Only what is allowed now is offered. */
export function paletteItems(environment: string, actor: ActorView, stacks: StackSummary[]): PaletteItem[] {
  const going = stacks.flatMap((stack) => places(environment, stack));
  const doing = stacks.flatMap((stack) => [
    ...actions(environment, stack, null),
    ...(stack.services.length > 1 ? stack.services.flatMap((service) => actions(environment, stack, service)) : []),
    ...shells(environment, stack),
  ]);
  return [...pages(environment, actor), ...going, ...doing];
}

const RANK: Record<PaletteItem["kind"], number> = { page: 0, stack: 0, service: 1, action: 2, begin: 2, container: 3, shell: 3 };

/** Lower is better; null when a word is missing. A match at the beginning of a name beats one inside. */
function score(item: PaletteItem, words: string[]): number | null {
  let total = RANK[item.kind];
  for (const word of words) {
    const at = item.text.indexOf(word);
    if (at < 0) return null;
    total += at === 0 ? 0 : /[\s/_-]/.test(item.text[at - 1] ?? "") ? 1 : 4;
  }
  return total + item.text.length / 100;
}

/** The best matches; without a query the pages and stacks, in their own order. */
export function search(items: PaletteItem[], query: string, limit = 40): PaletteItem[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items.filter(({ kind }) => kind === "page" || kind === "stack").slice(0, limit);
  return items
    .flatMap((item) => {
      const value = score(item, words);
      return value === null ? [] : [{ item, value }];
    })
    .sort((a, b) => a.value - b.value)
    .slice(0, limit)
    .map(({ item }) => item);
}
