import type { Role } from "@/lib/core/access";
import type { ErrorCode, ErrorPayloads, PolicyWayOut, ProviderRefusal } from "@/lib/core/errors";
import { bytes } from "./bytes";
import { countdown, duration } from "./duration";
import { ENVIRONMENT_PROBLEMS } from "./environment-sentences";
import { type Explanation, say, UNKNOWN } from "./explanation";
import { FILE_PROBLEMS } from "./file-sentences";
import { capital, count, nameList } from "./names";
import { HOST_DIRECTORY, SECRETS } from "./place-words";
import { excessInWords } from "./quota";
import { isPermission, rightWords, rolesInWords } from "./right-words";

type Table = { [C in ErrorCode]: (data: ErrorPayloads[C]) => Explanation };

const seconds = (value: number) => duration(value * 1000);

const FIXED: Record<"fixed-port" | "container-name" | "kept-address", string> = {
  "kept-address": "Its containers keep their addresses, and two cannot have the same one at once.",
  "fixed-port": "It asks for a fixed host port, and two containers cannot share one.",
  "container-name": "It has a fixed container name, and two containers cannot share one.",
};
const UNFIX: Record<"fixed-port" | "container-name" | "kept-address", string> = {
  "kept-address": "Or take `retain_ip` out of the compose file.",
  "fixed-port": "Take the host port out of the compose file, so that each container gets its own.",
  "container-name": "Take `container_name` out of the compose file.",
};

const EXITS: Record<number, string> = {
  0: "It ended by itself, without an error.",
  126: "Its command may not be executed.",
  127: "Its command was not found in the image.",
  137: "It was killed from outside.",
  139: "It crashed on a memory fault.",
  143: "It was asked to stop.",
};
const exitWhy = (code: number) => EXITS[code] ?? `Its command ended with exit code ${code}.`;

const POLICY_WAYS: Record<PolicyWayOut, string> = {
  confirm: "confirm the new one",
  upgrade: "upgrade to a corrected file",
  "ask-administrator": "ask an administrator, who may roll back all the same or change the policy",
  "pause-on-failure": "choose to pause when the upgrade fails",
};

const PROVIDER_REFUSAL: Record<ProviderRefusal, Explanation> = {
  clash: say(
    "Your name here belongs to another account",
    "Accounts of the same name are never joined by themselves: it could be somebody else’s.",
    "Ask an administrator, who can free the name.",
  ),
  disabled: say("Your account is disabled here", "An administrator disabled it.", "Ask an administrator."),
  name: say(
    "Your name cannot be used here",
    "Names have 2 to 40 of a to z, 0 to 9, dot, hyphen and underscore, and begin with a letter or a number.",
    "Ask an administrator which name your account could have.",
  ),
  setup: say("Spindle is not set up yet", "The first person to come in must be its administrator.", "Set it up with the token from the server’s console."),
  failed: say(
    "You could not be signed in",
    "What came back was not the answer to what was asked, or came too late.",
    "Try again; if it stays so, tell an administrator.",
  ),
};

const REFUSED_TITLES: Record<ErrorPayloads["POLICY_REFUSED"]["action"], (service: string, revision: number) => string> = {
  "roll-back": (service, revision) => `\`${service}\` may not go back to revision ${revision} today`,
  upgrade: (service) => `\`${service}\` could not go back by itself`,
  transfer: (service) => `\`${service}\` uses what your project was not granted`,
};

/** One explanation for each code: a code without one does not compile. */
export const PROBLEMS: Table = {
  NOT_FOUND: ({ what }) =>
    say(`There is no such ${what} here`, "It was removed, renamed, or belongs to somebody else.", "Check the address, or look in the list of stacks."),
  UNAUTHENTICATED: () =>
    say("You are signed out", "Your session ended, or it was ended from another place.", "Sign in again; nothing you deployed is touched."),
  FORBIDDEN: ({ action, needs, roles = [] }) =>
    isPermission(action) && roles.length > 0
      ? say(`You may not ${rightWords(action)}`, `That takes ${rolesInWords(roles as Role[])}.`, "Ask one of them; Access on the stack's page names them.")
      : say(`You may not ${action} here`, `That needs the role ${needs}.`, "Ask the owner of the project or an administrator."),
  REASON_NEEDED: ({ what }) =>
    say(
      what === "files" ? "Say why you look at these files" : "Say why you open this shell",
      "The stack is not yours; your reason stands in its history, where its owner reads it.",
      "Write a few words, then open it.",
    ),
  INVALID_INPUT: ({ field, reason }) => say(`${capital(field)} is not right`, sentence(reason), "Correct it and try again."),
  BLOCKED: ({ action, reason }) =>
    say(`${capital(action.replaceAll("-", " "))} is not possible now`, sentence(reason), "Take one of the ways offered, or wait for what runs."),
  UPGRADE_WAITS: ({ services }) =>
    say(
      `${services.length > 0 ? nameList(services) : "A service"} ${services.length > 1 ? "have upgrades that wait" : "has an upgrade that waits"} for a decision`,
      "Its old containers are kept until you decide; a second upgrade would put another candidate in its place.",
      "Confirm or roll back first, or replace the candidate and keep the way back.",
    ),
  NAME_TAKEN: ({ name }) => say(`The name \`${name}\` is taken`, "Names are unique here.", "Choose another name."),
  WRONG_CONFIRMATION: ({ expected }) => say("Nothing was removed", "The name typed is not the name of what would go.", `Type \`${expected}\` exactly.`),
  VOLUMES_NOT_NAMED: ({ volumes }) =>
    say(
      "Nothing was confirmed",
      volumes.length === 0
        ? "No unnamed volume would go any more, and the confirmation named some."
        : `It would delete the data in ${nameList(volumes.map(({ container, path }) => `${path} of ${container}`))}, and the confirmation did not name exactly that.`,
      "Look at the list once more and tick each of them.",
    ),
  STALE_REVIEW: () => say("Nothing was deployed", "What the text means changed after the review.", "Look at the difference, review once more, then deploy."),
  EDIT_CONFLICT: ({ base, current, by }) =>
    current > base
      ? say(
          `${by} deployed revision ${current} while you edited revision ${base}`,
          "Deploying yours now would undo that without a word, so nothing was deployed.",
          "Merge the two, review, then upgrade; your text is still here.",
        )
      : say(
          `${by} went back to revision ${current} while you edited revision ${base}`,
          "Your text was begun on a file that is no longer the stack's, so nothing was deployed.",
          "Merge the two, review, then upgrade; your text is still here.",
        ),
  COMPOSE_REFUSED: ({ errors, first, line }) =>
    say(`The compose file has ${count(errors, "error")}`, `Line ${line}: ${sentence(first)}`, "Correct the marked lines; each says how."),
  POLICY_REFUSED: ({ action, service, revision, rule, line, reason, wayOut }) =>
    say(
      REFUSED_TITLES[action](service, revision),
      `${action === "transfer" ? "In your project" : "The policy changed since:"} line ${line} of revision ${revision} breaks \`${rule}\`. ${sentence(reason)}`,
      capital(`${wayOut.map((way) => POLICY_WAYS[way]).join(", or ")}.`),
    ),
  POLICY_CHANGED: ({ environment }) =>
    say(
      `The policy of ${environment} was changed by somebody else`,
      "What you see here is older, so nothing was saved.",
      "Read the policy again, and make your change once more.",
    ),
  SECRETS_UNAVAILABLE: ({ path, reason }) => say(`Secrets cannot be handed over at \`${path}\``, ...SECRETS[reason]),
  SECRET_MISSING: ({ secret }) =>
    say(`The secret \`${secret}\` is not stored here`, "It was deleted, or its text was never typed.", "Type its text under Secrets, then deploy again."),
  SECRET_SEALED: ({ secret }) =>
    say(
      `The secret \`${secret}\` cannot be opened`,
      "The key that it was sealed with is not there, or its row was changed.",
      "Ask the administrator to bring the key file back, or type the text again.",
    ),
  SECRET_IN_USE: ({ secret, services }) =>
    say(
      `The secret \`${secret}\` is in use`,
      `Containers of ${services.join(", ")} have it, and could not be started again without it.`,
      "Take it out of the compose file, upgrade and confirm; then delete it.",
    ),
  HOST_DIRECTORY_REFUSED: ({ path, reason }) =>
    say(`\`${path}\` was not mounted`, HOST_DIRECTORY[reason], "Nothing was started with it. Look at the directory, then try again."),
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
  ADDRESS_REFUSED: ({ host, reason }) =>
    reason === "private"
      ? say(
          `\`${host}\` may not be reached`,
          "It leads to this machine or into a private network, and is not on the list of those that may be.",
          "Whoever runs the server of Spindle can put it on that list.",
        )
      : say(`\`${host}\` was not found`, "No resolver knows that name from here.", "Check how it is written."),
  ...ENVIRONMENT_PROBLEMS,
  ...FILE_PROBLEMS,
  PORT_TAKEN: ({ port, protocol, by }) =>
    say(`Port ${port}/${protocol} is taken`, `It belongs to ${by}.`, "Leave the host port out to get a free one, or choose another."),
  QUOTA_EXCEEDED: ({ project, environment, over }) =>
    say(
      `That is more than ${project} may have in ${environment}`,
      `${over.map(excessInWords).join(" ")}`,
      "Scale down, confirm an upgrade that waits, or remove what is not needed any more; an administrator can give the project more.",
    ),
  NO_FREE_PORT: ({ from, to }) =>
    say("No host port is free", `All of ${from} to ${to} are in use.`, "Remove a stack that needs no port any more, or ask an administrator for more."),
  SCALE_IMPOSSIBLE: ({ service, reason, limit }) =>
    reason === "policy"
      ? say(`\`${service}\` cannot grow past ${limit}`, `This environment allows ${limit} containers of a service.`, `Choose ${limit} or fewer.`)
      : say(`\`${service}\` cannot have more than ${count(limit, "container")}`, FIXED[reason], UNFIX[reason]),
  START_FIRST_IMPOSSIBLE: ({ service, reason }) =>
    say(`\`${service}\` cannot start the new before the old stops`, FIXED[reason], `Choose stop first. ${UNFIX[reason]}`),
  RETAIN_IP_IMPOSSIBLE: ({ service, network }) =>
    say(
      `\`${service}\` cannot keep its addresses`,
      `The network \`${network}\` was made without addresses to keep, and a network in use cannot be changed.`,
      "Give the service a second, new network under `networks` and declare it in the file; it keeps its addresses there.",
    ),
  SERVICE_NEEDED: ({ service, by }) =>
    say(`\`${service}\` is still needed`, `${nameList(by)} ${by.length > 1 ? "depend" : "depends"} on it.`, "Remove those first, or remove the stack."),
  ROLLBACK_IMPOSSIBLE: ({ service, missing }) =>
    say(
      `\`${service}\` cannot go back`,
      `The way back needs ${missing.length > 0 ? missing.join(", ") : "something that is gone"}.`,
      "Deploy an earlier revision instead; it makes new containers.",
    ),
  SUPERSEDED: ({ by }) => say("This gave way to something newer", `${sentence(by)}`, "Look at the newer operation in Activity."),
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
  SEARCH_TOO_SLOW: ({ seconds: limit }) =>
    say(
      "The search took too long",
      `A single step of it had ${seconds(limit)}: the expression tries the same text over and over.`,
      "Use plain words, or an expression without nested repetitions.",
    ),
  ENGINE_TIMEOUT: ({ call, seconds: limit }) =>
    say(
      "The Docker engine did not finish in time",
      `It had ${seconds(limit)} to ${call}.`,
      "Spindle tries again by itself; if it goes on, look at the engine's load.",
    ),
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
  CONTAINER_EXITED: ({ container, exitCode }) =>
    say(`\`${container}\` ended${exitCode === 0 ? "" : ` with exit code ${exitCode}`}`, exitWhy(exitCode), "Read its last log lines."),
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
      `It ended ${count(restarts, "time")}, last with exit code ${exitCode}. ${exitWhy(exitCode)}`,
      "Read its log, correct the cause and upgrade.",
    ),
  UNHEALTHY: ({ container, output }) =>
    say(
      `\`${container}\` fails its health check`,
      output.trim() === "" ? "The check ends with an error and says nothing." : `The check says: ${clip(output)}`,
      "Read its log, or try the check in a shell.",
    ),
  HEALTH_DEADLINE: ({ service, seconds: limit }) =>
    say(
      `The new \`${service}\` did not become healthy`,
      `It had ${seconds(limit)} for that.`,
      "Read the new container's log, then roll back, or resume with more time.",
    ),
  NO_SHELL: ({ image }) =>
    say(
      "There is no shell in this container",
      `The image \`${shorten(image)}\` carries neither bash, ash nor sh.`,
      "Read its logs, or use an image that has a shell.",
    ),
  CONTAINER_NOT_RUNNING: ({ container, state }) => say(`\`${container}\` does not run`, `It is ${state}.`, "Choose a running container, or start this one."),
  TOO_MANY_ATTEMPTS: ({ retryAfterSeconds }) =>
    say("Too many attempts", "After several failures each further try waits longer.", `Try again in ${countdown(retryAfterSeconds * 1000, 0)}.`),
  SIGN_IN_FAILED: () =>
    say(
      "That did not match",
      "The username, the password or the code is wrong, or the account is disabled.",
      "If you turned on a second factor, give its code too. Otherwise try again, or ask an administrator for a new password.",
    ),
  REAUTHENTICATE: () =>
    say("Say once more who you are", "You signed in a while ago, and this cannot be undone or gives rights.", "Give your password or a code, and it goes on."),
  PASSWORD_CHANGE_NEEDED: () =>
    say("Choose a password of your own first", "An administrator gave you the one you signed in with.", "Nothing else works until it is replaced."),
  SECOND_FACTOR_NEEDED: () => say("Turn on a second factor first", "Administrators need one on this installation.", "Nothing else works until it is on."),
  CODE_WRONG: () =>
    say("That code does not match", "A code is good for half a minute, and once.", "Wait for the next one. If none matches, set the clock of the device."),
  PROVIDER_REFUSED: ({ reason }) => PROVIDER_REFUSAL[reason],
  DIRECTORY_UNREACHABLE: ({ name }) =>
    say(`${name} does not answer`, "Your account is kept there, so nobody can check your password now.", "Try again in a moment, or tell an administrator."),
  SETUP_TOKEN_WRONG: () =>
    say(
      "That token does not match",
      "Each token is good once and for 15 minutes.",
      "Take the newest one from the server's console; restart Spindle for a fresh one.",
    ),
  SETUP_DONE: () => say("Spindle is set up already", "There is an administrator.", "Sign in, or ask the administrator for an account."),
  TOKEN_UNKNOWN: () =>
    say(
      "This needs a token",
      "The header `Authorization: Bearer` holds none, or one that was mistyped or revoked.",
      "Make one on the Account page, and send it in that header.",
    ),
  TOKEN_EXPIRED: ({ name }) => say(`The token \`${name}\` has expired`, "Every token has an end.", "Make a new one on the Account page."),
  TOKEN_SCOPE: ({ needs }) =>
    say("This token may not do that", `It needs the scope \`${needs}\`.`, "Make a token with that scope on the Account page, or use another one."),
  TOKEN_IN_URL: () =>
    say(
      "A token never belongs in an address",
      "Addresses are written to logs on the way.",
      "Revoke this token on the Account page, and send the new one as the header `Authorization: Bearer`.",
    ),
  TOO_MANY_TOKENS: ({ limit }) => say("There is no room for another token", `A person has ${limit} at most.`, "Revoke one that is no longer used."),
  RATE_LIMITED: ({ retryAfterSeconds }) =>
    say("Too many requests", "A token has a share of requests for each minute.", `Try again in ${countdown(retryAfterSeconds * 1000, 0)}.`),
  BODY_TOO_LARGE: ({ limitBytes }) => say("The request is too large", `Its body may have ${bytes(limitBytes)}.`, "Send a smaller file."),
  NOT_JSON: () => say("The request is not JSON", "This address reads JSON alone.", "Send the header `Content-Type: application/json`."),
  KEY_REUSED: () =>
    say("This Idempotency-Key was used for another request", "A key stands for one request and its repetitions.", "Use a new key for each new request."),
  OPERATION_FAILED: ({ kind, status, cause }) =>
    say(`The ${kind} ${status === "superseded" ? "was superseded" : "failed"}`, cause, "Look at the operation for its steps."),
  ENGINE_ERROR: ({ message }) => say("The Docker engine refused", `It says: ${clip(message)}`, "Correct what it names, then try again."),
  UNKNOWN: () => UNKNOWN,
};

/** Foreign words as one sentence: first letter large, a full stop at the end. */
function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === "" ? "" : `${capital(trimmed)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

const clip = (text: string): string => sentence(text.replace(/\s+/g, " ").trim().slice(0, 240));
const shorten = (image: string): string => (image.length > 60 ? `…${image.slice(-60)}` : image);
