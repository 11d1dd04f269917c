import type { ProviderRefusal } from "@/lib/core/errors";
import { countdown } from "./duration";
import { type Explains, type Explanation, say } from "./explanation";

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

type Codes =
  | "UNAUTHENTICATED"
  | "TOO_MANY_ATTEMPTS"
  | "SIGN_IN_FAILED"
  | "REAUTHENTICATE"
  | "PASSWORD_CHANGE_NEEDED"
  | "SECOND_FACTOR_NEEDED"
  | "CODE_WRONG"
  | "PROVIDER_REFUSED"
  | "DIRECTORY_UNREACHABLE"
  | "SETUP_TOKEN_WRONG"
  | "SETUP_DONE";

/** Of getting in, and of staying in. */
export const SIGN_IN_PROBLEMS: Explains<Codes> = {
  UNAUTHENTICATED: () =>
    say("You are signed out", "Your session ended, or it was ended from another place.", "Sign in again; nothing you deployed is touched."),
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
};
