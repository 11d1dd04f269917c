import { type Explains, say } from "./explanation";

const shorten = (image: string): string => (image.length > 60 ? `…${image.slice(-60)}` : image);

type Codes = "REASON_NEEDED" | "TICKET_REFUSED" | "SHELL_IDLE" | "SHELL_GONE" | "SHELL_MOVED" | "NO_SHELL";

/** Of shells. */
export const SHELL_PROBLEMS: Explains<Codes> = {
  REASON_NEEDED: ({ what }) =>
    say(
      what === "files" ? "Say why you look at these files" : "Say why you open this shell",
      "The stack is not yours; your reason stands in its history, where its owner reads it.",
      "Write a few words, then open it.",
    ),
  TICKET_REFUSED: () => say("No shell was opened", "The permission of this page to open one was used already, or is older than half a minute.", "Try again."),
  SHELL_IDLE: ({ minutes }) =>
    say(
      "The shell was ended",
      `Nothing was typed or said in it for ${minutes === 1 ? "a minute" : `${minutes} minutes`}, which is as long as this environment lets a shell wait.`,
      "Open a new one.",
    ),
  SHELL_GONE: () => say("That shell has ended", "This page was away for longer than two minutes, or Spindle was started anew.", "Open a new one."),
  SHELL_MOVED: () =>
    say("The shell went on in another tab", "One shell has one screen, and a tab that was opened later took it.", "Go on there, or open a new one here."),
  NO_SHELL: ({ image }) =>
    say(
      "There is no shell in this container",
      `The image \`${shorten(image)}\` carries neither bash, ash nor sh.`,
      "Read its logs, or use an image that has a shell.",
    ),
};
