import { underKernelPath } from "@/lib/core/kernel-path";
import type { Desk } from "../desk";
import { isNull, type Node } from "../node";
import { shellOperator, splitWords } from "../shell-words";
import { listOf, refuse, textOf, wrong } from "../values";

/** A command as words: a list as it stands, a text split the way a shell would. Null leaves the image's own. */
export function readCommand(desk: Desk, node: Node, field: string): string[] | null | undefined {
  if (isNull(node)) return null;
  const words = node.kind === "list" ? readWords(desk, node, field) : splitText(desk, node, field);
  const program = words?.[0];
  if (program !== undefined && underKernelPath(program)) return refuseProgram(desk, node.kind === "list" ? (node.items[0] ?? node) : node, field, program);
  // To the engine an empty list means "as the image says"; one empty word means "none".
  return field === "entrypoint" && words?.length === 0 ? [""] : words;
}

export const refuseProgram = (desk: Desk, at: Node, field: string, program: string): undefined =>
  refuse(desk, at, field, `${program} lies in a directory of the kernel, from where programs are not started.`);

export function readWords(desk: Desk, node: Node, field: string): string[] | undefined {
  const words = listOf(desk, node, field)?.map((item) => textOf(desk, item, field));
  return words?.every((word) => word !== undefined) ? words : undefined;
}

function splitText(desk: Desk, node: Node, field: string): string[] | undefined {
  const text = textOf(desk, node, field);
  if (text === undefined) return undefined;
  warnOfShell(desk, node);
  return splitWords(text) ?? wrong(desk, node, field, `A quote in ${field} is opened and not closed. Close it, or write the command as a list.`);
}

/** No shell reads a command unless it is named; Compose takes such a sign for the end of the command, and its older readers for a word. */
function warnOfShell(desk: Desk, node: Node): void {
  const text = node.kind === "scalar" ? String(node.value) : "";
  const operator = shellOperator(text);
  if (!operator) return;
  const from = node.from + operator.at;
  const exact = desk.report.textOf(node).slice(node.from, node.to) === text;
  const at = exact ? { ...node, from, to: from + operator.text.length } : node;
  const message = `No shell runs this, so \`${operator.text}\` is a plain word to the program, and Docker Compose even drops it with all that follows. For a shell write [sh, -c, "…"]; else put it in quotes.`;
  desk.report.warning({ rule: "lint.no-shell", at, short: "no shell runs this", message });
}
