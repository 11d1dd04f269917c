import { isMap, isNode, isPair, isScalar, type Pair, parseDocument, visit } from "yaml";

const lines = (comment: string | null | undefined): string[] => comment?.split("\n") ?? [];

/** Everything said inside a part, in the order of the text. */
export function commentsIn(part: unknown): string[] {
  const found: string[] = [];
  const note = (node: unknown) => {
    if (!isNode(node)) return;
    found.push(...lines(node.commentBefore), ...lines(node.comment));
  };
  if (isPair(part)) {
    note(part.key);
    if (isNode(part.value)) visit(part.value, { Node: (_key, node) => note(node) });
  } else if (isNode(part)) visit(part, { Node: (_key, node) => note(node) });
  return found;
}

/** Above the key, one a line: there they survive whatever the value becomes. */
export function withComments(pair: Pair, comments: string[]): void {
  if (comments.length === 0 || !isNode(pair.key)) return;
  pair.key.commentBefore = [...lines(pair.key.commentBefore), ...comments].join("\n");
}

export interface TextComments {
  /** Of the key that starts here. */
  take(from: number): string[];
  /** Of the service, but for the keys taken. */
  takeService(name: string): string[];
  /** Everything else. */
  rest(): string[];
}

/** The comments of a rancher-compose text, by what they are about. Each is given out once. */
export function commentsByKey(text: string): TextComments {
  const document = parseDocument(text, { merge: false, uniqueKeys: false, logLevel: "silent" });
  const keys = new Map<number, { service: string; comments: string[] }>();
  const services = new Map<string, string[]>();
  const rest: string[] = [...lines(document.commentBefore)];
  const root = document.contents;
  const top = isMap(root) ? root.get("services", true) : null;
  const map = isMap(top) ? top : isMap(root) ? root : null;
  if (isMap(root)) {
    rest.push(...lines(root.commentBefore));
    for (const pair of root.items)
      if (pair.value !== map || map === null) rest.push(...(map === root ? [] : commentsIn(pair)));
      else rest.push(...(isNode(pair.key) ? lines(pair.key.commentBefore) : []), ...lines(map.comment));
    if (map !== root) rest.push(...lines(root.comment));
  }
  const first = map === root ? [] : lines(map?.commentBefore);
  for (const service of map?.items ?? []) {
    if (!isScalar(service.key)) continue;
    const name = String(service.key.value);
    const own = [...first.splice(0), ...lines(service.key.commentBefore), ...lines(service.key.comment)];
    if (isMap(service.value)) {
      own.push(...lines(service.value.comment));
      const above = lines(service.value.commentBefore);
      for (const pair of service.value.items) {
        const from = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? -1;
        keys.set(from, { service: name, comments: [...above.splice(0), ...commentsIn(pair)] });
      }
      own.push(...above);
    } else own.push(...commentsIn(service.value));
    services.set(name, own);
  }
  if (map === root && map) rest.push(...lines(map.comment));
  rest.push(...lines(document.comment));
  return {
    take(from) {
      const found = keys.get(from)?.comments ?? [];
      keys.delete(from);
      return found;
    },
    takeService(name) {
      const own = services.get(name) ?? [];
      services.delete(name);
      const left = [...keys].filter(([, key]) => key.service === name);
      for (const [from] of left) keys.delete(from);
      return [...own, ...left.flatMap(([, key]) => key.comments)];
    },
    rest: () => [...rest, ...[...services.values()].flat(), ...[...keys.values()].flatMap((key) => key.comments)],
  };
}
