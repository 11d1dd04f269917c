import type { Strategy } from "@/lib/core/desired";
import type { ImageFacts } from "@/lib/core/image-facts";
import type { Asker, Policy } from "@/lib/core/policy";
import type { ServiceSpec, StackSpec } from "@/lib/core/spec";
import type { Issue } from "@/lib/core/views";
import { crossCheck } from "./cross-checks";
import { type Alongside, type Desk, type OwnThings, openDesk, type VariableRow } from "./desk";
import { expandDocument } from "./expand";
import { followExtends } from "./extends";
import { strategyOffered } from "./fields/rollout";
import { lint } from "./lint";
import { hintNames } from "./naming";
import type { Node } from "./node";
import { modernRoot } from "./old-format";
import { dropOptional, leaveOut } from "./profiles";
import { joinReports, stampFile } from "./rancher/joined-report";
import { modernise } from "./rancher/modernise";
import { refuseTemplates } from "./rancher/templates";
import { translateRancher } from "./rancher/translate";
import { openReport, type Report } from "./report";
import { layOut, mergeParts, type NamedFile, textOfTree } from "./several-files";
import { readStack, type StackDraft } from "./stack";
import { readDocument } from "./syntax";

export interface ParseOptions {
  stackName: string;
  /** The stack's variables; nothing else is ever filled in. */
  variables: Record<string, string>;
  policy: Policy;
  /** Host ports that others hold, "60010/tcp" -> by whom, as far as the asker may know. */
  takenPorts?: ReadonlyMap<string, string>;
  /** Host ports that services of the same stack hold now, by port, with the name of the service. */
  heldPorts?: ReadonlyMap<string, string>;
  /** A rancher-compose.yml that belongs to the text. */
  rancherText?: string | null;
  own?: OwnThings;
  /** Further files, laid over the text one after the other. */
  over?: readonly NamedFile[];
  /** Profiles that are switched on; services of others are left out. */
  profiles?: readonly string[];
  /** Whom host directories and private images are granted to; without one nothing is granted. */
  asker?: Asker | null;
  /** What images say of themselves; without it nothing is said about them. */
  images?: ReadonlyMap<string, ImageFacts>;
  /** With start first: what runs now and stays up until its new form is good, by service. */
  besides?: ReadonlyMap<string, ServiceSpec>;
  /** Services that are kept running; those that the text has are not meant. */
  alongside?: readonly Alongside[];
}

export interface ParsedCompose {
  /** Null when any issue is an error. */
  spec: StackSpec | null;
  /** All of them at once, by position. */
  issues: Issue[];
  /** Variables the text uses, by first appearance. */
  variables: VariableRow[];
  lines: number;
  /** How the file wants upgrades to go; null when it does not say. */
  strategy: Partial<Strategy> | null;
  /** The same stack without Rancher's words, comments kept; null when there are none, or when something is wrong. */
  modern: string | null;
  /** Images that the services name, also when something else is wrong. */
  images?: string[];
  /** The services of the text, also when something else is wrong; null when it cannot be read so far. */
  names?: string[] | null;
  /** Secrets that the text declares, as they are called where they are stored. */
  secrets?: string[];
  /** Of several files: what they mean together, as one; null when one of them cannot be read. */
  text?: string | null;
}

/** Reads a compose text under a policy. Never throws, whatever the text. */
export function parseCompose(text: string, options: ParseOptions): ParsedCompose {
  const { rancherText, over } = options;
  if (over) return parseComposeFiles([{ name: "docker-compose.yml", text }, ...over], options);
  return rancherText ? readBoth(text, rancherText, options) : read(openReport(text), options, { rootOf: soleTreeOf, text });
}

/** Several files merged as Compose does, later ones over earlier ones. Issues say which file they are about; `text` is what the files mean together. */
export function parseComposeFiles(files: NamedFile[], options: ParseOptions): ParsedCompose & { text: string | null } {
  const { text, parts } = layOut(files);
  let root: Node | null = null;
  const rootOf = (report: Report, desk: Desk) => {
    // What one file extends it knows before the next is laid over it.
    const merged = mergeParts(report, parts, (one) => followExtends(desk, one));
    // A text without what could not be followed would hide the fault.
    root = report.failed ? null : merged;
    return merged;
  };
  const parsed = read(openReport(text, parts), options, { rootOf, text: null });
  return { ...parsed, text: root && textOfTree(root) };
}

/** docker-compose.yml and rancher-compose.yml, one report about both. */
function readBoth(text: string, rancherText: string, options: ParseOptions): ParsedCompose {
  const main = openReport(text);
  const joined = joinReports(main, rancherText);
  const rootOf = (report: Report): Node | null => {
    for (const one of [main, joined.rancher]) refuseTemplates(one);
    return report.failed ? null : treeOf(main);
  };
  const secondOf = (): Node | null => (fits(joined.rancher, options.policy) ? treeOf(joined.rancher) : null);
  return read(joined, options, { rootOf, secondOf, text });
}

function treeOf(report: Report): Node | null {
  const document = readDocument(report);
  return document && expandDocument(document, report);
}

/** A template of Rancher's catalog is no YAML before it is filled in: said as that, and not as a dozen slips of the pen. */
function soleTreeOf(report: Report): Node | null {
  if (/^[ \t]*\{\{/m.test(report.text) && !readDocument(openReport(report.text))) refuseTemplates(report);
  return report.failed ? null : treeOf(report);
}

interface Source {
  rootOf: (report: Report, desk: Desk) => Node | null;
  /** The tree of rancher-compose.yml, where there is one. */
  secondOf?: () => Node | null;
  /** What "Modernise this file" would rewrite; null for more than one compose file. */
  text: string | null;
}

function read(report: Report, options: ParseOptions, source: Source): ParsedCompose {
  const desk = openDesk(report, options);
  let stack: StackDraft | null = null;
  let modern: string | null = null;
  try {
    const written = fits(report, options.policy) ? source.rootOf(report, desk) : null;
    const second = written && source.secondOf ? source.secondOf() : null;
    const translated = written && (second || !source.secondOf) ? translateRancher(desk, written, second && stampFile(second)) : null;
    const root = translated && followExtends(desk, modernRoot(desk, translated.root));
    if (root) {
      stack = readStack(desk, root);
      leaveOut(desk, stack, options.profiles);
      dropOptional(desk, stack);
      crossCheck(desk, stack);
      lint(desk, stack);
      hintNames(desk, stack);
      if (translated?.edits && source.text !== null && !report.failed) modern = modernise(source.text, options.rancherText ?? "", translated.edits);
    }
  } catch {
    const message = "This text could not be read. Shorten it, or remove what you added last.";
    report.error({ rule: "yaml.unreadable", at: { path: "(document)", from: 0, to: 0 }, short: "not readable", message });
  }
  return {
    spec: stack && !report.failed ? specOf(stack) : null,
    issues: report.issues(),
    variables: desk.rows(),
    lines: report.lines,
    strategy: stack && strategyOffered(stack.drafts.map(({ rollout }) => rollout)),
    modern,
    images: imagesOf(stack),
    names: stack && namesOf(stack),
    secrets: [...new Set([...(stack?.secrets.values() ?? [])].map(({ name }) => name))],
  };
}

const namesOf = ({ named, leftOut }: StackDraft): string[] => named.filter((name) => !leftOut.some(({ spec }) => spec.name === name));

const imagesOf = (stack: StackDraft | null): string[] => [...new Set((stack?.drafts ?? []).map(({ spec }) => spec.image).filter((image) => image !== ""))];

function fits(report: Report, { composeBytes }: Policy): boolean {
  const bytes = new TextEncoder().encode(report.text).length;
  if (bytes <= composeBytes) return true;
  const message = `The file has ${Math.ceil(bytes / 1024)} KiB; ${Math.floor(composeBytes / 1024)} KiB is the most that is read. Shorten it: data belongs in an image or a volume.`;
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
