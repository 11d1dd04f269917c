import type { ErrorPayloads } from "@/lib/core/errors";
import type { FileFate, FileFault, FileReport } from "@/lib/core/files";
import { bytes } from "./bytes";
import { type Explains, type Explanation, type SecondStep, say } from "./explanation";

type Codes = "FILE_REFUSED" | "TRANSFER_OFF" | "DEBUG_IMAGE_REFUSED";

/** In back-ticks it must not end them. */
const named = (path: string): string => `\`${path.replaceAll("`", "'")}\``;

const SAID_BY_NAME: Record<FileFault, (path: string, limit: string) => Explanation> = {
  missing: (path) =>
    say(`There is no ${path}`, "It is not in this container, or its folder may not be entered.", "Check the path, or look in the folder above."),
  permission: (path) =>
    say(
      `${path} is closed to the container's user`,
      "Files are moved as that user, with no more rights.",
      "Choose a folder that the user may write to or read.",
    ),
  "read-only": (path) =>
    say(`${path} cannot be written`, "That part of the container is mounted read-only.", "Choose a folder in a volume or in memory, such as `/tmp`."),
  "no-space": (path) =>
    say(`There is no room for ${path}`, "The disk, volume or memory that it would lie on is full.", "Delete something there, or choose another folder."),
  directory: (path) =>
    say(`${path} is a folder`, "A file cannot take the place of a folder, and a folder comes as an archive.", "Choose another name, or download the folder."),
  "not-directory": (path) => say(`${path} is not a folder`, "Only folders can be opened.", "Go one up, and download the file instead."),
  exists: (path) => say(`${path} is there already`, "Nothing is replaced without being asked.", "Replace it, or give the new file another name."),
  special: (path) => say(`${path} is not a plain file`, "Devices, sockets and pipes have no content of their own.", "Choose a file or a folder."),
  "too-large": (path, limit) =>
    say(`${path} is too large`, `A transfer may have ${limit}.`, "Pack it smaller, take it in parts, or put it in a volume or a store that is made for that."),
  "no-tar": (path) => say(`${path} cannot be packed`, "Folders come as an archive, and this image has no `tar`.", "Download its files one by one."),
  "no-shell": () =>
    say(
      "Files of this container cannot be reached",
      "They are read and written by programs inside it, and its image has not even a shell.",
      "Use an image that has one, or a debug shell beside the container.",
    ),
  interrupted: (path) => say(`${path} was not brought in`, "It ended before its last byte, so nothing was kept of it.", "Try again."),
  busy: () => say("Too many transfers at once", "One person may have four under way.", "Wait until one has ended."),
  failed: (path) => say(`${path} could not be moved`, "A program in the container ended with an error.", "Look at it in a shell."),
};

const DEBUG: Record<ErrorPayloads["DEBUG_IMAGE_REFUSED"]["reason"], (image: string) => Explanation> = {
  "not-allowed": (image) =>
    say(
      `${image} may not be used for debug shells`,
      "An administrator names the images for that in the policy of the environment.",
      "Choose another one, or ask an administrator.",
    ),
  "no-shell": (image) =>
    say(`${image} has no shell either`, "A debug shell needs an image with `sh` and `sleep`.", "Choose another one, and tell an administrator."),
  volumes: (image) => say(`${image} declares volumes`, "A debug shell has no storage of its own.", "Choose another one, and tell an administrator."),
};

export const FILE_PROBLEMS: Explains<Codes> = {
  FILE_REFUSED: ({ path, reason, detail, limitBytes }) => {
    const said = SAID_BY_NAME[reason](named(path), bytes(limitBytes));
    return reason === "failed" && detail !== null ? { ...said, why: `It said: ${named(detail)}.` } : said;
  },
  TRANSFER_OFF: ({ environment }) =>
    say(
      `Files are not moved in and out in \`${environment}\``,
      "An administrator switched it off in the policy of the environment.",
      "Use a volume, or ask an administrator.",
    ),
  DEBUG_IMAGE_REFUSED: ({ image, reason }) => DEBUG[reason](named(image)),
};

/** What becomes of a file that is put there. */
export function fateSentence(fate: FileFate): string {
  if (fate.kind === "volume") return `In the volume at ${fate.mountedAt}: stays through restarts and upgrades.`;
  if (fate.kind === "tmpfs") return `In memory at ${fate.mountedAt}: gone after a restart.`;
  if (fate.kind === "anonymous") return `In a volume without a name at ${fate.mountedAt}: gone after an upgrade.`;
  return fate.readOnly ? "In the container itself, which is read-only." : "In the container's own layer: gone after an upgrade.";
}

/** Before a panel is closed with transfers under way. */
export function cancelTransfersStep(names: readonly string[]): SecondStep {
  const [first = ""] = names;
  const question =
    names.length === 1 ? `${named(first)} is still on its way. Closing cancels it.` : `${names.length} files are still on their way. Closing cancels them.`;
  return { question, keep: "Keep open", go: "Cancel and close" };
}

/** How a download ended; null where all is well. */
export function reportSentence({ outcome, detail }: FileReport, limitBytes: number): string | null {
  if (outcome === "whole") return null;
  if (outcome === "cut") return `It has more than ${bytes(limitBytes)}; the rest was left out.`;
  return detail === null ? "Not all of it came." : `Not all of it came: ${detail}`;
}
