import type { ImageFacts } from "@/lib/core/image-facts";
import type { Asker, Policy } from "@/lib/core/policy";
import type { ServiceSpec } from "@/lib/core/spec";
import type { ReviewView } from "@/lib/core/views";
import { interpolate, type VariableTrouble } from "./interpolate";
import type { Listener } from "./listener";
import type { ScalarNode } from "./node";
import type { Spot } from "./place";
import type { Report } from "./report";

export type VariableRow = ReviewView["variables"][number];

/** What every field reader needs: where to complain, what is allowed, and what the variables say. */
export interface Desk {
  report: Report;
  policy: Policy;
  stackName: string;
  takenPorts: ReadonlyMap<string, string>;
  /** Host ports that services of this very stack hold, by port: an upgrade lets none go before it is confirmed. */
  heldPorts: ReadonlyMap<string, string>;
  listener?: Listener | undefined;
  /** Whom grants are looked up for; null has none. */
  asker: Asker | null;
  own: OwnThings;
  /** What images say of themselves, as far as it is known. */
  images: ReadonlyMap<string, ImageFacts>;
  /** What start-first keeps running beside its new form, by service. */
  besides: ReadonlyMap<string, ServiceSpec>;
  alongside: readonly Alongside[];
  /** A stack variable as it is, without counting as used. */
  lookup(name: string): string | undefined;
  /** The value after interpolation; undefined when that failed, which has been said then. */
  resolve(node: ScalarNode): ScalarNode["value"] | undefined;
  /** A variable taken by its bare name (`environment: [TOKEN]`); undefined after saying that it is unset. */
  variable(name: string, at: Spot): string | undefined;
  /** A variable that means something though the text does not name it: it gets a row for its value, and may stay empty. */
  offer(name: string, at: Spot): string;
  /** Variables used, by first appearance. */
  rows(): VariableRow[];
}

/** What the asker has outside the stack and may use in it. */
export interface OwnThings {
  volumesOutsideStack: string[];
  secrets: string[];
  /** Of the secrets that are stored, which text a new container gets. */
  secretVersions?: Readonly<Record<string, number>>;
}

/** A service of the stack that runs on although the file does not have it: it takes its share of what a stack may have. */
export interface Alongside {
  spec: ServiceSpec;
  scale: number;
  /** Host ports that it holds: "60010/tcp". */
  ports: string[];
}

export interface DeskOptions {
  listener?: Listener;
  stackName: string;
  variables: Record<string, string>;
  policy: Policy;
  takenPorts?: ReadonlyMap<string, string>;
  heldPorts?: ReadonlyMap<string, string>;
  asker?: Asker | null;
  own?: OwnThings;
  images?: ReadonlyMap<string, ImageFacts>;
  besides?: ReadonlyMap<string, ServiceSpec>;
  alongside?: readonly Alongside[];
}

/** Values and aliases together may not blow up a small file beyond this. */
const MOST_CHARACTERS = 4 * 1024 * 1024;

export function openDesk(report: Report, options: DeskOptions): Desk {
  const rows = new Map<string, VariableRow>();
  const resolved = new WeakMap<ScalarNode, { value: ScalarNode["value"] | undefined }>();
  let characters = 0;

  const lookup = (name: string) => (Object.hasOwn(options.variables, name) ? options.variables[name] : undefined);
  const note = (name: string, fallback: string | null, path: string) => {
    const row = rows.get(name) ?? { name, value: lookup(name) ?? null, default: null, usedBy: [] };
    row.default ??= fallback;
    const service = /^services\.([^.[]+)/.exec(path)?.[1];
    if (service && !row.usedBy.includes(service)) row.usedBy.push(service);
    rows.set(name, row);
  };

  const read = (node: ScalarNode): ScalarNode["value"] | undefined => {
    if (typeof node.value !== "string") return node.value;
    const result = interpolate(node.value, lookup);
    for (const use of result.uses) note(use.name, use.default, node.path);
    const dollars = result.troubles.length > 0 ? dollarPlaces(report.textOf(node), node) : new Map<number, number>();
    for (const trouble of result.troubles) sayTrouble(report, node, trouble, dollars);
    characters += result.text.length;
    if (characters > MOST_CHARACTERS) {
      const message = "With its variables and aliases filled in, the file is larger than 4 MiB. Shorten the values.";
      report.error({ rule: "variable.size", at: { ...node, path: "(document)" }, short: "too large", message });
      return undefined;
    }
    return result.troubles.length > 0 ? undefined : result.text;
  };

  return {
    report,
    policy: options.policy,
    stackName: options.stackName,
    takenPorts: options.takenPorts ?? new Map(),
    heldPorts: options.heldPorts ?? new Map(),
    listener: options.listener,
    asker: options.asker ?? null,
    own: options.own ?? { volumesOutsideStack: [], secrets: [] },
    images: options.images ?? new Map(),
    besides: options.besides ?? new Map(),
    alongside: options.alongside ?? [],
    lookup,
    resolve(node) {
      const known = resolved.get(node) ?? { value: read(node) };
      resolved.set(node, known);
      return known.value;
    },
    variable(name, at) {
      note(name, null, at.path);
      const value = lookup(name);
      if (value === undefined) sayUnset(report, name, at, unsetMessage(name));
      return value;
    },
    offer(name, at) {
      note(name, "", at.path);
      return lookup(name) ?? "";
    },
    rows: () => [...rows.values()],
  };
}

const unsetMessage = (name: string) => `${name} has no value. Fill it in under Variables, or give it a default: \${${name}:-value}.`;

const sayUnset = (report: Report, name: string, at: Spot, message: string): undefined =>
  report.error({ rule: "variable.unset", at, short: `${name} has no value`, message, asks: { what: "variable", name } });

function sayTrouble(report: Report, node: ScalarNode, trouble: VariableTrouble, dollars: ReadonlyMap<number, number>): undefined {
  const at = within(report.textOf(node), node, trouble, dollars.get(trouble.at));
  const { name } = trouble;
  if (trouble.kind === "unset") return sayUnset(report, name, at, unsetMessage(name));
  if (trouble.kind === "required") {
    const words = trouble.reason === "" ? "" : ` The file says: ${trouble.reason}`;
    return sayUnset(report, name, at, `${name} needs a value. Fill it in under Variables.${words}`);
  }
  const message = "Braces behind a $ hold a variable, as in ${NAME} or ${NAME:-default}, and these do not. Write $${ where the two signs are meant.";
  report.error({ rule: "variable.syntax", at, short: "not a variable", message });
}

/** Where each dollar sign of a value stands in the text. The value may be indented, folded or escaped there, but they come in the same order. */
function dollarPlaces(text: string, { value, from, to }: ScalarNode): Map<number, number> {
  const offsets = (of: string): number[] => Array.from(of.matchAll(/\$/g), ({ index }) => index);
  const [meant, written] = [offsets(String(value)), offsets(text.slice(from, to))];
  return new Map(meant.length === written.length ? meant.map((offset, index) => [offset, from + (written[index] ?? 0)]) : []);
}

/** The very characters, or the whole value where they cannot be told. */
function within(text: string, { path, file, from, to, value }: ScalarNode, trouble: VariableTrouble, dollar: number | undefined): Spot {
  if (dollar === undefined) return { path, file, from, to };
  const exact = text.startsWith(String(value).slice(trouble.at, trouble.at + trouble.length), dollar);
  return { path, file, from: dollar, to: exact ? dollar + trouble.length : dollar + 1 };
}
