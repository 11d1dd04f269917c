import { duration } from "./duration";
import { type Explains, say } from "./explanation";
import { clip } from "./names";

type Codes =
  | "ENGINE_UNREACHABLE"
  | "ENGINE_NOT_CHANGING"
  | "ENGINE_TIMEOUT"
  | "NETWORK_IN_USE"
  | "NETWORK_POOL_EXHAUSTED"
  | "DISK_FULL"
  | "FOREIGN_OBJECT"
  | "ENGINE_ERROR";

/** Of the engine and its machine. */
export const ENGINE_PROBLEMS: Explains<Codes> = {
  ENGINE_UNREACHABLE: ({ endpoint }) =>
    say(
      "The Docker engine does not answer",
      `Nothing answers at ${endpoint}.`,
      "Reads keep working; changes are refused until it returns, which Spindle notices by itself.",
    ),
  ENGINE_NOT_CHANGING: ({ endpoint }) =>
    say(
      "The Docker engine answers but changes nothing",
      `Changes at ${endpoint} hang while lists still come.`,
      "An administrator should look at the engine; it may need a restart.",
    ),
  ENGINE_TIMEOUT: ({ call, seconds: limit }) =>
    say(
      "The Docker engine did not finish in time",
      `It had ${duration(limit * 1000)} to ${call}.`,
      "Spindle tries again by itself; if it goes on, look at the engine's load.",
    ),
  NETWORK_IN_USE: () =>
    say(
      "The engine does not let the network go",
      "It counts a container on it that is gone, or that somebody connected by hand.",
      "Spindle tries again by itself. If it stays so, ask an administrator to disconnect that container or to restart the Docker engine.",
    ),
  NETWORK_POOL_EXHAUSTED: () =>
    say(
      "No network could be made",
      "The engine has no address range left for another network.",
      "Remove stacks nobody needs, or ask an administrator for more address ranges.",
    ),
  DISK_FULL: () => say("The host's disk is full", "The engine could not write.", "Ask an administrator to free space; Spindle tries again by itself."),
  FOREIGN_OBJECT: ({ kind, name }) =>
    say(`A ${kind} named \`${name}\` is in the way`, "It was not made by Spindle, so Spindle leaves it alone.", `Remove or rename that ${kind} on the host.`),
  ENGINE_ERROR: ({ message }) => say("The Docker engine refused", `It says: ${clip(message)}`, "Correct what it names, then try again."),
};
