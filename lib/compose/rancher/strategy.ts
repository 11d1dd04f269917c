import { type Entry, isNull } from "../node";
import { formatDuration } from "../units";
import { eachField } from "../values";
import { drop, type Page, type Plain, set } from "./edits";
import { flag, readAs, whole } from "./say";

const DAY = 86_400_000;

/** `upgrade_strategy` is `deploy.update_config` today: the first offer when an upgrade is reviewed, and still the person's to change. */
export function translateStrategy(page: Page, entry: Entry): void {
  drop(page.edits, entry);
  if (isNull(entry.value)) return;
  const config: { parallelism?: number; delay?: string; order?: string } = {};
  const pace = (key: "batch_size" | "interval_millis", least: number, most: number, use: (value: number) => void) => (field: Entry) => {
    const value = whole(page, field.value, `upgrade_strategy.${key}`, least, most);
    if (value !== undefined) use(value);
  };
  eachField(page.desk, entry.value, "upgrade_strategy", {
    batch_size: pace("batch_size", 1, 1000, (value) => (config.parallelism = value)),
    interval_millis: pace("interval_millis", 0, DAY, (value) => (config.delay = formatDuration(value))),
    start_first: (field) => {
      const first = flag(page, field.value, "upgrade_strategy.start_first");
      if (first !== undefined) config.order = first ? "start-first" : "stop-first";
    },
  });
  if (Object.keys(config).length === 0) return;
  set(page, entry, "deploy", config as Plain, "update_config");
  readAs(page, entry, "upgrade_strategy", { deploy: { update_config: config as Plain } }, "It is what the review of an upgrade offers first.");
}
