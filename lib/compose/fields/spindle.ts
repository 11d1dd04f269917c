import type { Desk } from "../desk";
import { type Entry, isNull } from "../node";
import { eachField, flagOf, lineOf } from "../values";
import type { Draft } from "./draft";

/** `x-spindle`: what Compose has no word for. Other tools pass over it. */
export function readSpindle(desk: Desk, draft: Draft, entry: Entry): void {
  if (isNull(entry.value)) return;
  eachField(desk, entry.value, "x-spindle", {
    retain_ip: (field) => {
      if (flagOf(desk, field.value, "x-spindle.retain_ip") === true) draft.spec.retainIp = true;
    },
    sidekick_of: (field) => {
      const primary = lineOf(desk, field.value, "x-spindle.sidekick_of");
      if (primary === undefined) return;
      draft.spec.sidekickOf = primary;
      draft.sidekickAt = field;
    },
  });
}
