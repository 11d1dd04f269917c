import type { Desk } from "../desk";
import { isNull, type Node } from "../node";
import { splitWords } from "../shell-words";
import { listOf, refuse, textOf, wrong } from "../values";
import { underKernelPath } from "./path";

/** A command as words: a list as it stands, a text split the way a shell would. Null leaves the image's own. */
export function readCommand(desk: Desk, node: Node, field: string): string[] | null | undefined {
  if (isNull(node)) return null;
  const words = node.kind === "list" ? readWords(desk, node, field) : splitText(desk, node, field);
  const program = words?.[0];
  if (program !== undefined && underKernelPath(program))
    return refuse(
      desk,
      node.kind === "list" ? (node.items[0] ?? node) : node,
      field,
      `${program} lies in a directory of the kernel, from where programs are not started.`,
    );
  // To the engine an empty list means "as the image says"; one empty word means "none".
  return field === "entrypoint" && words?.length === 0 ? [""] : words;
}

export function readWords(desk: Desk, node: Node, field: string): string[] | undefined {
  const words = listOf(desk, node, field)?.map((item) => textOf(desk, item, field));
  return words?.every((word) => word !== undefined) ? words : undefined;
}

function splitText(desk: Desk, node: Node, field: string): string[] | undefined {
  const text = textOf(desk, node, field);
  if (text === undefined) return undefined;
  return splitWords(text) ?? wrong(desk, node, field, `A quote in ${field} is opened and not closed. Close it, or write the command as a list.`);
}
