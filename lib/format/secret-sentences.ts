import { type Explains, say } from "./explanation";
import { HOST_DIRECTORY, SECRETS } from "./place-words";

type Codes = "SECRETS_UNAVAILABLE" | "SECRET_MISSING" | "SECRET_SEALED" | "SECRET_IN_USE" | "HOST_DIRECTORY_REFUSED";

/** Of secrets, and of what the host gives to a container. */
export const SECRET_PROBLEMS: Explains<Codes> = {
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
};
