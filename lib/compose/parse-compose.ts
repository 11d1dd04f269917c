import type { KnownImages } from "@/lib/core/image-facts";
import type { Policy } from "@/lib/core/policy";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Issue } from "@/lib/core/views";
import { crossCheck } from "./cross-checks";
import { openDesk, type VariableRow } from "./desk";
import { expandDocument } from "./expand";
import { lint } from "./lint";
import { openReport, type Report } from "./report";
import { readStack, type StackDraft } from "./stack";
import { readDocument } from "./syntax";

export interface ParseOptions {
  stackName: string;
  /** The stack's variables; nothing else is ever filled in. */
  variables: Record<string, string>;
  policy: Policy;
  /** Host ports that others hold, "60010/tcp" -> by whom, as far as the asker may know. */
  takenPorts?: ReadonlyMap<string, string>;
  /** What images say of themselves; without it nothing is said about them. */
  images?: KnownImages;
  /** The old form of a service that start-first keeps running beside this one; null when there is none. */
  besides?: (spec: ServiceSpec) => ServiceSpec | null;
}

export interface ParsedCompose {
  /** Null when any issue is an error. */
  spec: StackSpec | null;
  /** All of them at once, by position. */
  issues: Issue[];
  /** Variables the text uses, by first appearance. */
  variables: VariableRow[];
  lines: number;
}

/** Reads a compose text under a policy. Never throws, whatever the text. */
export function parseCompose(text: string, options: ParseOptions): ParsedCompose {
  const report = openReport(text);
  const desk = openDesk(report, options);
  let stack: StackDraft | null = null;
  try {
    const document = fits(report, options.policy) ? readDocument(report) : null;
    const root = document && expandDocument(document, report);
    if (root) {
      stack = readStack(desk, root);
      crossCheck(desk, stack);
      lint(desk, stack);
    }
  } catch {
    const message = "This text could not be read. Shorten it, or remove what you added last.";
    report.error({ rule: "yaml.unreadable", at: { path: "(document)", from: 0, to: 0 }, short: "not readable", message });
  }
  return { spec: stack && !report.failed ? specOf(stack) : null, issues: report.issues(), variables: desk.rows(), lines: report.lines };
}

function fits(report: Report, { composeBytes }: Policy): boolean {
  const bytes = new TextEncoder().encode(report.text).length;
  if (bytes <= composeBytes) return true;
  const message = `The file has ${Math.ceil(bytes / 1024)} KiB; ${Math.floor(composeBytes / 1024)} KiB is the most that is read.`;
  report.error({ rule: "yaml.size", at: { path: "(document)", from: 0, to: 0 }, short: "too large", message });
  return false;
}

function specOf({ drafts, networks, volumes }: StackDraft): StackSpec {
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  const services = drafts.map((draft) => draft.spec).sort(byName);
  const joined = [...new Set(services.flatMap((service) => service.networks.map((network) => network.name)))];
  return {
    services,
    networks: joined.map((name) => networks.get(name)?.network ?? { name, internal: false }).sort(byName),
    volumes: [...volumes.values()].map(({ volume }) => volume).sort(byName),
  };
}
