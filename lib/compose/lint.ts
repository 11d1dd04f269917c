import type { Desk } from "./desk";
import { lintCopies } from "./lint/copies";
import { lintHealth } from "./lint/health";
import { lintImageNames } from "./lint/image-name";
import { lintPorts } from "./lint/ports";
import { lintRoom } from "./lint/room";
import { lintSecrets } from "./lint/secrets";
import { lintStartFirst } from "./lint/start-first";
import { lintUnused } from "./lint/unused";
import { lintVolumes } from "./lint/volumes";
import type { StackDraft } from "./stack";

/** What is allowed but seldom meant: said with its reason, and mended with one click where that is possible. */
export function lint(desk: Desk, stack: StackDraft): void {
  const room = lintRoom(desk, stack);
  lintImageNames(room);
  lintPorts(room);
  lintHealth(room);
  lintVolumes(room);
  lintCopies(room);
  lintStartFirst(room);
  lintSecrets(room);
  lintUnused(room);
}
