import { type Document, isAlias, isMap, isNode, isScalar, visit, type YAMLMap } from "yaml";
import type { StackSpec } from "@/lib/core/spec";
import { cutOf } from "./expand";
import { openReport } from "./report";
import { readDocument } from "./syntax";

/** The services that name this one in `depends_on`, sorted. */
export function dependants(spec: StackSpec, service: string): string[] {
  return spec.services.filter((other) => other.dependsOn.some((dependency) => dependency.service === service)).map((other) => other.name);
}

/** The services of the text that `extends` this one: without it they would lose what they take from it. */
export function extenders(text: string, service: string): string[] {
  const document = readDocument(openReport(text));
  const services = document && servicesOf(document);
  return (services?.items ?? []).flatMap(({ key, value }) => {
    const base: unknown = isMap(value) ? value.get("extends") : undefined;
    const name: unknown = isMap(base) ? base.get("service") : base;
    return name === service && isScalar(key) ? [String(key.value)] : [];
  });
}

/** Below `services:`, or at the top of the file in the format of before 2016. */
function servicesOf(document: Document): YAMLMap | null {
  const root: unknown = document.contents;
  if (!isMap(root)) return null;
  const services: unknown = root.get("services");
  return isMap(services) ? services : root.has("services") ? null : root;
}

/**
 * The text without the service; everything else, comments too, stays as it is typed where that is possible.
 * A text that cannot be read or does not have the service comes back unchanged.
 */
export function removeServiceFromText(text: string, service: string): string {
  const document = readDocument(openReport(text));
  if (!document) return text;
  const services = servicesOf(document);
  const pair = services?.items.find((item) => isScalar(item.key) && item.key.value === service);
  if (!services || !pair) return text;
  const cut = cutOf(text, services, pair);
  if (cut && services.items.length > 1) return text.slice(0, cut.from) + text.slice(cut.to);
  keepAnchors(document, pair.value);
  services.items.splice(services.items.indexOf(pair), 1);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

export interface WithoutServices {
  text: string;
  /** Services that stay and extend one that goes. */
  extenders: string[];
}

/** The text without these services, and who would miss them. */
export function withoutServices(text: string, names: readonly string[]): WithoutServices {
  const extending = names.flatMap((name) => extenders(text, name)).filter((name) => !names.includes(name));
  return { text: names.reduce(removeServiceFromText, text), extenders: [...new Set(extending)] };
}

/** What other places refer to moves to the first of them. */
function keepAnchors(document: Document, removed: unknown): void {
  const anchored = new Map<string, unknown>();
  const collect = (_key: unknown, node: { anchor?: string | undefined }) => {
    if (node.anchor) anchored.set(node.anchor, node);
  };
  if (!isNode(removed)) return;
  visit(removed, { Map: collect, Seq: collect, Scalar: collect });
  const seen = new Set<unknown>();
  visit(document, {
    Node(_key, node) {
      if (node === removed) return visit.SKIP;
      if (!isAlias(node) || !anchored.has(node.source)) return undefined;
      const target = anchored.get(node.source);
      if (seen.has(target)) return undefined;
      seen.add(target);
      return isNode(target) ? target : undefined;
    },
  });
}
