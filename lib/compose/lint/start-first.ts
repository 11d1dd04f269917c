import { containerText, fixedPorts, type ServiceSpec } from "@/lib/core/spec";
import type { Draft } from "../fields/draft";
import { removal } from "../values";
import { ownEntry } from "./edits";
import { freePort } from "./ports";
import { isDatabase, type LintRoom, mountName, sharedMounts, spotOf } from "./room";

/** Old and new run side by side: what only one of them can have stops that, or damages data. */
export function lintStartFirst(room: LintRoom): void {
  for (const draft of room.drafts) {
    const old = besideWhom(room, draft);
    if (!old) continue;
    const taken = new Set(fixedPorts(old).map(({ published, protocol }) => `${published}/${protocol}`));
    for (const { port, at } of draft.ports) {
      if (port.published === null || !taken.has(`${port.published}/${port.protocol}`)) continue;
      const message = `Start first cannot work for ${draft.spec.name}: old and new would both need host port ${port.published}. Choose stop first, or write "${port.target}" alone for any free port.`;
      room.desk.report.warning({ rule: "lint.start-first-port", at, short: "start first cannot work", message, fix: freePort(draft, port) });
    }
    warnName(room, draft);
    warnAddress(room, draft, old);
    warnData(room, draft);
  }
}

/** What runs now, with the strategy that was chosen; else itself, where the file asks for start first: its next upgrade cannot work. */
function besideWhom({ desk }: LintRoom, draft: Draft): ServiceSpec | null {
  const old = desk.besides.get(draft.spec.name);
  if (old && containerText(old) !== containerText(draft.spec)) return old;
  return draft.rollout?.order === "start-first" ? draft.spec : null;
}

function warnName({ desk, drafts }: LintRoom, draft: Draft): void {
  const { name, containerName } = draft.spec;
  if (containerName === null) return;
  const entry = ownEntry(draft, drafts, "container_name");
  const message = `Start first cannot work for ${name}: old and new would both be called ${containerName}. Choose stop first, or remove the name.`;
  desk.report.warning({
    rule: "lint.start-first-name",
    at: spotOf(draft, "container_name"),
    short: "start first cannot work",
    message,
    fix: entry && removal(desk, entry),
  });
}

function warnAddress({ desk }: LintRoom, draft: Draft, old: ServiceSpec): void {
  const { spec } = draft;
  if (!spec.retainIp || !old.retainIp) return;
  const message = `Start first cannot work for ${spec.name}: old and new would both need the address that it keeps. Choose stop first, or do without \`retain_ip\`.`;
  desk.report.warning({ rule: "lint.start-first-address", at: spotOf(draft, "x-spindle"), short: "start first cannot work", message });
}

function warnData({ desk }: LintRoom, draft: Draft): void {
  const [shared] = sharedMounts(draft);
  if (!isDatabase(draft) || !shared) return;
  const message = `${draft.spec.name} looks like a database, and with start first the old and the new one would write into ${mountName(shared)} at the same time. Choose stop first.`;
  desk.report.warning({ rule: "lint.start-first-data", at: shared.at, short: "two at the same data", message });
}
