import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Node, parseDocument, type Scalar, visit } from "yaml";
import { hide, looksSecret, MASKED } from "@/lib/core/masking";

/** `${NAME}` alone says nothing of its value. */
const REFERENCE = /^\$(?:\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*)$/;

interface Found {
  from: number;
  to: number;
  insert: string;
}

/** A compose text for somebody who may read it but not the values of its environments. A text that cannot be read is not shown at all. */
export function maskEnvironmentText(text: string): string {
  const document = parseDocument(text, { merge: true, keepSourceTokens: false });
  if (document.errors.length > 0) return "";
  const mask = new Mask(text, document);
  visit(document, {
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === "environment") mask.values(pair.value as Node | null, "");
    },
  });
  return mask.text();
}

class Mask {
  readonly #source: string;
  readonly #document: Document;
  readonly #found = new Map<number, Found>();
  readonly #secrets = new Set<string>();
  readonly #seen = new Set<Node>();

  constructor(source: string, document: Document) {
    this.#source = source;
    this.#document = document;
  }

  /** Every value below `node`, wherever an alias leads. */
  values(node: Node | null, name: string): void {
    if (node === null || this.#seen.has(node)) return;
    this.#seen.add(node);
    if (isAlias(node)) this.values(node.resolve(this.#document) ?? null, name);
    else if (isSeq(node)) for (const item of node.items) this.#entry(item as Node);
    else if (isMap(node)) {
      for (const pair of node.items) if (isPair(pair)) this.values(pair.value as Node | null, isScalar(pair.key) ? String(pair.key.value) : "");
    } else if (isScalar(node)) this.#scalar(node, name);
  }

  text(): string {
    let text = "";
    let at = 0;
    for (const { from, to, insert } of [...this.#found.values()].sort((a, b) => a.from - b.from)) {
      text += this.#source.slice(at, from) + insert;
      at = to;
    }
    return hide(text + this.#source.slice(at), [...this.#secrets]);
  }

  /** `NAME=value` of a list. */
  #entry(node: Node): void {
    if (!isScalar(node) || typeof node.value !== "string") return this.values(node, "");
    const at = node.value.indexOf("=");
    if (at === -1 || REFERENCE.test(node.value.slice(at + 1))) return;
    this.#note(node.value.slice(0, at), node.value.slice(at + 1));
    this.#replace(node, `${node.value.slice(0, at)}=${MASKED}`);
  }

  #scalar(node: Scalar, name: string): void {
    const value = String(node.value ?? "");
    if (value === "" || REFERENCE.test(value)) return;
    this.#note(name, value);
    this.#replace(node, MASKED);
  }

  #note(name: string, value: string): void {
    if (looksSecret(name) && value.length > 3) this.#secrets.add(value);
  }

  #replace(node: Scalar, value: string): void {
    const [from = 0, to = 0] = node.range ?? [];
    const end = this.#source.slice(from, to).endsWith("\n") ? "\n" : "";
    this.#found.set(from, { from, to, insert: JSON.stringify(value) + end });
  }
}
