import { type Entry, entryOf, isNull } from "../node";
import { eachField, numberOf } from "../values";
import { drop, type Page, plainOf, set } from "./edits";
import type { LabelEntry } from "./labels";
import { flag, readAs, whole, without } from "./say";

const MOST = 100_000;

/** How many containers: `scale`, `scale_policy`, one on each host, and none yet for what is not to start. The last word wins. */
export function translateScale(page: Page, labels: ReadonlyMap<string, LabelEntry>): void {
  const { keys } = page;
  const scale = keys.get("scale");
  if (page.primary !== null) return followPrimary(page, page.primary);
  if (scale?.file !== undefined && !isNull(scale.value)) {
    set(page, scale, "scale", plainOf(scale.value));
    readAs(page, scale, "scale", { scale: plainOf(scale.value) });
  }
  const policy = keys.get("scale_policy");
  if (policy) translatePolicy(page, policy, scale !== undefined);
  const global = labels.get("io.rancher.scheduler.global");
  if (global?.value === "true") {
    overrule(page);
    set(page, global.at, "scale", 1);
    readAs(page, global.at, "scheduler.global", { scale: 1 }, "One on each host is one, for there is one host.");
  }
  const start = keys.get("start_on_create");
  if (start) translateStart(page, start, scale);
}

/** A number that another word overrules is judged all the same: people scale to it later. */
function overrule({ desk, keys, own }: Page): void {
  const scale = keys.get("scale") ?? entryOf(own, "scale");
  if (scale && !isNull(scale.value)) numberOf(desk, scale.value, "scale", { least: 0, most: desk.policy.maxScale, whole: true });
}

/** A sidekick has as many containers as its primary, whatever its own keys say. */
function followPrimary({ keys, edits, ...page }: Page, primary: string): void {
  overrule({ keys, edits, ...page });
  for (const entry of [keys.get("scale"), keys.get("scale_policy"), keys.get("start_on_create")]) {
    if (!entry) continue;
    drop(edits, entry);
    without({ keys, edits, ...page }, entry, entry.key, `${page.service} is a sidekick of ${primary} and has its scale.`);
  }
}

function translatePolicy(page: Page, entry: Entry, scaled: boolean): void {
  drop(page.edits, entry);
  if (isNull(entry.value)) return;
  let least: number | undefined;
  const rest = (field: Entry) => without(page, field, `scale_policy.${field.key}`, "Nothing scales by itself; a person does, with the slider.");
  eachField(page.desk, entry.value, "scale_policy", {
    min: (field) => {
      least = whole(page, field.value, "scale_policy.min", 1, MOST);
    },
    max: rest,
    increment: rest,
  });
  if (scaled) return without(page, entry, "scale_policy", "`scale` counts.");
  if (least === undefined) return;
  set(page, entry, "scale", least);
  readAs(page, entry, "scale_policy", { scale: least });
}

function translateStart(page: Page, entry: Entry, scale: Entry | undefined): void {
  drop(page.edits, entry);
  const start = flag(page, entry.value, "start_on_create");
  if (start === true) without(page, entry, "start_on_create", "A service starts when it is deployed.");
  if (start !== false) return;
  overrule(page);
  const wanted = scale ?? entryOf(page.own, "scale");
  const count = wanted ? plainOf(wanted.value) : 1;
  set(page, entry, "scale", 0);
  readAs(page, entry, "start_on_create", { scale: 0 }, `${page.service} is made without containers. To start it, scale it to ${String(count)}.`);
}
