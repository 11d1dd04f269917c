import type { Role } from "@/lib/core/access";
import type { ErrorCode, ErrorPayloads, PolicyWayOut } from "@/lib/core/errors";
import { API_PROBLEMS } from "./api-sentences";
import { CONTAINER_PROBLEMS } from "./container-sentences";
import { duration } from "./duration";
import { ENGINE_PROBLEMS } from "./engine-sentences";
import { ENVIRONMENT_PROBLEMS } from "./environment-sentences";
import { type Explains, say, UNKNOWN } from "./explanation";
import { FILE_PROBLEMS } from "./file-sentences";
import { capital, count, nameList, sentence } from "./names";
import { excessInWords } from "./quota";
import { isPermission, rightWords, rolesInWords } from "./right-words";
import { SECRET_PROBLEMS } from "./secret-sentences";
import { SHELL_PROBLEMS } from "./shell-sentences";
import { SIGN_IN_PROBLEMS } from "./sign-in-sentences";

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

const POLICY_WAYS: Record<PolicyWayOut, string> = {
  confirm: "confirm the new one",
  upgrade: "upgrade to a corrected file",
  "ask-administrator": "ask an administrator, who may roll back all the same or change the policy",
  "pause-on-failure": "choose to pause when the upgrade fails",
};

const REFUSED_TITLES: Record<ErrorPayloads["POLICY_REFUSED"]["action"], (service: string, revision: number) => string> = {
  "roll-back": (service, revision) => `\`${service}\` may not go back to revision ${revision} today`,
  upgrade: (service) => `\`${service}\` could not go back by itself`,
  transfer: (service) => `\`${service}\` uses what your project was not granted`,
};

/** One explanation for each code: a code without one does not compile. */
export const PROBLEMS: Explains<ErrorCode> = {
  NOT_FOUND: ({ what }) =>
    say(`There is no such ${what} here`, "It was removed, renamed, or belongs to somebody else.", "Check the address, or look in the list of stacks."),
  FORBIDDEN: ({ action, needs, roles = [] }) =>
    isPermission(action) && roles.length > 0
      ? say(`You may not ${rightWords(action)}`, `That takes ${rolesInWords(roles as Role[])}.`, "Ask one of them; Access on the stack's page names them.")
      : say(`You may not ${action} here`, `That needs the role ${needs}.`, "Ask the owner of the project or an administrator."),
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
  STALE_REVIEW: ({ current }) =>
    say(
      "Nothing was deployed",
      current === ""
        ? "The rules, a secret or what runs beside the file changed at that very moment."
        : "What the text means changed after the review: the text itself, a variable, a secret or the rules here.",
      "Look at the difference, review once more, then deploy.",
    ),
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
  SEARCH_TOO_SLOW: ({ seconds: limit }) =>
    say(
      "The search took too long",
      `A single step of it had ${duration(limit * 1000)}: the expression tries the same text over and over.`,
      "Use plain words, or an expression without nested repetitions.",
    ),
  UNKNOWN: () => UNKNOWN,
  ...SIGN_IN_PROBLEMS,
  ...API_PROBLEMS,
  ...SHELL_PROBLEMS,
  ...SECRET_PROBLEMS,
  ...ENGINE_PROBLEMS,
  ...CONTAINER_PROBLEMS,
};
