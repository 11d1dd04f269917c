import type { Page } from "@playwright/test";
import { byWeight } from "@/components/editor/issue-ranges";
import type { Issue } from "@/lib/core/views";

/** What people see of a text's issues. */
export interface Shown {
  /** The list beside the editor, in its order: "Error: web: not allowed, line 4. The reason." */
  list: string[];
  /** Of each line of the editor that has any: its number, what hangs on its end, and its tint. */
  lines: string[];
  /** How many lines have a mark in the gutter. */
  marks: number;
}

const WORDS = { error: "Error", warning: "Warning", notice: "Note" } as const;

/** Sizes of shared memory are what policy.spec.ts changes meanwhile, in the same environment. */
const plain = (text: string): string =>
  text
    .replaceAll("`", "")
    .replace(/(shm_size can be 1k to )\w+/, "$1…")
    .replaceAll(/\s+/g, " ")
    .trim();

export function shouldShow(issues: readonly Issue[], file: string | null = null): Shown {
  const sorted = byWeight(issues);
  const own = sorted.filter((issue) => (issue.file ?? null) === file);
  const worst = new Map<number, Issue>();
  for (const issue of own) if (!worst.has(issue.line)) worst.set(issue.line, issue);
  const lines = [...worst].sort(([a], [b]) => a - b);
  return {
    list: sorted.map(said),
    lines: lines.map(([line, { short, severity }]) => `${line} ${short} ed-${severity}`),
    marks: lines.length,
  };
}

function said({ severity, path, short, line, file, message, fix }: Issue): string {
  const [, service, below = ""] = /^services\.([^.[]+)\.?(.*)$/.exec(path) ?? [];
  const key = short.startsWith("not ") && /^[\w.-]+$/.test(below) ? `${below} ` : "";
  const head = service ? `${service}: ${key}${short}` : short.charAt(0).toUpperCase() + short.slice(1);
  const label = fix ? ` ${/[.!?]$/.test(fix.label) ? fix.label : `${fix.label}.`}` : "";
  return plain(`${WORDS[severity]}: ${head} ${file ? `${file} ` : ""}line ${line} ${message}${label}`);
}

/** Every line of the editor must be in sight: the page is made tall enough. */
export async function shown(page: Page, editor = "Compose file"): Promise<Shown> {
  const root = page.getByRole("textbox", { name: editor });
  const seen = await root.evaluate((content) => ({
    list: [...document.querySelectorAll("section[aria-label='Issues'] .issue > div")].map(({ childNodes }) =>
      [...childNodes].flatMap((node) => (node instanceof HTMLButtonElement && !node.classList.contains("at") ? [] : [node.textContent])).join(" "),
    ),
    lines: [...content.querySelectorAll<HTMLElement>(".cm-line")].flatMap(({ dataset, classList }, index) =>
      dataset.note === undefined ? [] : [`${index + 1} ${dataset.note} ${[...classList].find((name) => name.startsWith("ed-"))}`],
    ),
    marks: content.closest(".cm-editor")?.querySelectorAll(".cm-gutter-lint .cm-lint-marker").length ?? 0,
  }));
  return { ...seen, list: seen.list.map(plain) };
}
