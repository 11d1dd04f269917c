import { bytes } from "./bytes";
import { duration } from "./duration";
import { type Explains, say } from "./explanation";
import { count, short, stopped } from "./names";

const EXITS: Record<number, string> = {
  0: "It ended by itself, without an error.",
  126: "Its command may not be executed.",
  127: "Its command was not found in the image.",
  137: "It was killed from outside.",
  139: "It crashed on a memory fault.",
  143: "It was asked to stop.",
};
const exitWhy = (code: number) => EXITS[code] ?? "Its command reported an error.";

type Codes =
  | "IMAGE_NOT_FOUND"
  | "IMAGE_DENIED"
  | "REGISTRY_UNREACHABLE"
  | "PORT_IN_USE"
  | "COMMAND_NOT_FOUND"
  | "COMMAND_NOT_EXECUTABLE"
  | "NO_SUCH_USER"
  | "WORKING_DIR_INVALID"
  | "CONTAINER_EXITED"
  | "CONTAINER_NOT_RUNNING"
  | "OUT_OF_MEMORY"
  | "HOOK_FAILED"
  | "CRASH_LOOP"
  | "UNHEALTHY"
  | "HEALTH_DEADLINE";

/** Of images, and of how containers run. */
export const CONTAINER_PROBLEMS: Explains<Codes> = {
  IMAGE_NOT_FOUND: ({ image }) =>
    say(
      `The image \`${image}\` does not exist`,
      "Its registry knows no image of this name and tag.",
      "Check the spelling and the tag, then upgrade with the right one.",
    ),
  IMAGE_DENIED: ({ image }) =>
    say(
      `The image \`${image}\` may not be pulled`,
      "Its registry refuses, or knows no such image: it does not say which.",
      "Check the name; for a private image ask an administrator for access.",
    ),
  REGISTRY_UNREACHABLE: ({ image, host }) =>
    say(`The image \`${image}\` could not be pulled`, `The registry ${host} does not answer.`, "Spindle tries again by itself; check the registry's name."),
  PORT_IN_USE: ({ port }) =>
    say(`Port ${port} is in use on the host`, "Something outside Spindle listens there.", "Choose another host port, or stop what listens there."),
  COMMAND_NOT_FOUND: ({ command }) =>
    say(
      `The command \`${command}\` is not in the image`,
      "The container has no program of that name.",
      "Correct the command or entrypoint in the compose file.",
    ),
  COMMAND_NOT_EXECUTABLE: ({ command }) =>
    say(
      `The command \`${command}\` may not be executed`,
      "The file is there but is not marked as a program.",
      "Make it executable in the image, or start it through its interpreter.",
    ),
  NO_SUCH_USER: ({ user }) =>
    say(
      `The user \`${user}\` is not in the image`,
      "The image's list of users has no such name.",
      "Use a number, such as `1000:1000`, or a user the image knows.",
    ),
  WORKING_DIR_INVALID: ({ path }) =>
    say(`The folder \`${path}\` cannot be worked in`, "The working folder must be a full path inside the container.", "Begin `working_dir` with a slash."),
  CONTAINER_EXITED: ({ container, exitCode }) =>
    say(`\`${container}\` ended${exitCode === 0 ? "" : ` with exit code ${exitCode}`}`, exitWhy(exitCode), "Read its last log lines."),
  CONTAINER_NOT_RUNNING: ({ container, state }) => say(`\`${container}\` does not run`, `It is ${state}.`, "Choose a running container, or start this one."),
  OUT_OF_MEMORY: ({ container, limitBytes }) =>
    say(
      `\`${container}\` ran out of memory`,
      limitBytes === null ? "The host had no memory left for it." : `Its limit is ${bytes(limitBytes)}.`,
      limitBytes === null ? "Give it a memory limit, or run it where there is more." : "Raise its memory limit in the compose file and upgrade.",
    ),
  HOOK_FAILED: ({ container, command, exitCode, output }) =>
    say(
      `A command after the start of \`${container}\` failed`,
      `\`${command}\` ${exitCode === null ? "did not end in time." : `ended with exit code ${exitCode}.`}${output === "" ? "" : ` It said: \`${output}\`.`}`,
      "Correct `post_start` in the compose file and upgrade; Spindle tries again by itself.",
    ),
  CRASH_LOOP: ({ container, exitCode, restarts }) =>
    say(
      `\`${container}\` keeps crashing`,
      `It ended ${count(restarts, "time")}${exitCode === null ? "." : `, last with exit code ${exitCode}. ${exitWhy(exitCode)}`}`,
      "Read its log, correct the cause and upgrade.",
    ),
  UNHEALTHY: ({ container, output }) =>
    say(
      `\`${container}\` fails its health check`,
      output.trim() === "" ? "The check ends with an error and says nothing." : `The check says: ${stopped(short(output))}`,
      "Read its log, or try the check in a shell.",
    ),
  HEALTH_DEADLINE: ({ service, seconds: limit }) =>
    say(
      `The new \`${service}\` did not become healthy`,
      `It had ${duration(limit * 1000)} for that.`,
      "Read the new container's log, then roll back, or resume with more time.",
    ),
};
