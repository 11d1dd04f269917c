import { type Explains, say } from "./explanation";
import { count } from "./names";

type Codes = "ENVIRONMENT_IN_USE" | "ENVIRONMENT_LAST" | "ENVIRONMENT_CLOSED" | "APPROVAL_NEEDED" | "REQUEST_OVER" | "OWN_REQUEST" | "ASKER_GONE";

/** Of environments, and of what waits there for a yes. */
export const ENVIRONMENT_PROBLEMS: Explains<Codes> = {
  ENVIRONMENT_IN_USE: ({ environment, stacks, what }) =>
    what === "remove"
      ? say(`\`${environment}\` is not empty`, `It has ${count(stacks, "stack")}.`, "Remove the stacks first, then the environment.")
      : say(
          `\`${environment}\` stays on its engine`,
          `It has ${count(stacks, "stack")}, whose containers and volumes would be left behind on the old engine.`,
          "Make another environment for the other engine, or remove the stacks first.",
        ),
  ENVIRONMENT_LAST: ({ environment }) =>
    say(
      `\`${environment}\` is the last environment`,
      "Without one there is no place for stacks, and no page to make the next one on.",
      "Make another one first.",
    ),
  ENVIRONMENT_CLOSED: ({ environment }) =>
    say(
      `This project may not deploy to \`${environment}\``,
      "It is open to chosen projects only.",
      "Ask an administrator to open it to yours, or deploy elsewhere.",
    ),
  APPROVAL_NEEDED: ({ environment }) =>
    say(`Deploys to \`${environment}\` now wait for a yes`, "An administrator switched that on a moment ago.", "Send it again; it becomes a request."),
  REQUEST_OVER: ({ status, by }) =>
    say("This request no longer waits", `It was ${status}${by === null ? "" : ` by ${by}`} in the meantime.`, "Look at the stack as it is now."),
  OWN_REQUEST: () =>
    say("Nobody says yes to their own request", "Two people are to have seen what is deployed here.", "Ask another operator or administrator."),
  ASKER_GONE: ({ asker }) =>
    say(
      `${asker} may no longer deploy this`,
      "The account was disabled, or left the project, since the request was made.",
      "Decline it, or let somebody of the project ask anew.",
    ),
};
