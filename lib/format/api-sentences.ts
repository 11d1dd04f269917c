import { bytes } from "./bytes";
import { countdown } from "./duration";
import { type Explains, say } from "./explanation";

type Codes =
  | "TOKEN_UNKNOWN"
  | "TOKEN_EXPIRED"
  | "TOKEN_SCOPE"
  | "TOKEN_IN_URL"
  | "TOO_MANY_TOKENS"
  | "RATE_LIMITED"
  | "BODY_TOO_LARGE"
  | "NOT_JSON"
  | "KEY_REUSED"
  | "OPERATION_FAILED";

/** Of programs and their tokens. */
export const API_PROBLEMS: Explains<Codes> = {
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
};
