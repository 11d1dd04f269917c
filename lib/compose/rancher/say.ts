import { isNull, type Node } from "../node";
import type { Spot } from "../place";
import { flagOf, textOf, wrong } from "../values";
import { inline, type Page, type Plain } from "./edits";

/** Every word of Rancher's has a rule of its own; what people may add behind a colon is no part of it. */
const ruleOf = (key: string): string => `rancher.${/^[\w.-]*/.exec(key.replace(/^io\.rancher\./, ""))?.[0].slice(0, 100)}`;

/** `key` is Rancher's word. */
export function readAs(page: Page, at: Spot, key: string, modern: Plain, rest = ""): void {
  const message = `Read as \`${inline(modern)}\`.${rest === "" ? "" : ` ${rest}`}`;
  page.desk.report.notice({ rule: ruleOf(key), at, short: "read in today's form", message });
}

/** Accepted, without a meaning on one engine. */
export function without(page: Page, at: Spot, key: string, why: string): void {
  page.edits.touched = true;
  page.desk.report.notice({ rule: ruleOf(key), at, short: "no meaning here", message: `${key} has no meaning here. ${why}` });
}

export function warn(page: Page, at: Spot, key: string, short: string, message: string): void {
  page.edits.touched = true;
  page.desk.report.warning({ rule: ruleOf(key), at, short, message });
}

/** It would reach further than a stack may, or cannot be kept as Rancher meant it. */
export function refuseRancher({ desk }: Pick<Page, "desk">, at: Spot, key: string, message: string): undefined {
  desk.report.error({ rule: `policy.${ruleOf(key)}`, at, short: "not allowed", message });
}

export function flag(page: Page, node: Node, field: string): boolean | undefined {
  return isNull(node) ? undefined : flagOf(page.desk, node, field);
}

export function whole(page: Page, node: Node, field: string, least: number, most: number): number | undefined {
  const text = textOf(page.desk, node, field);
  if (text === undefined) return undefined;
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  return wrong(page.desk, node, field, `${field} takes a whole number from ${least} to ${most}.`);
}
