import type { Problem } from "@/lib/core/errors";

/** next-auth hands the error over as text: our problem as JSON, or its own word for a refusal. */
export function problemFromSignIn(error: string | null | undefined): Problem {
  if (!error) return { code: "UNKNOWN", data: {} };
  if (error === "CredentialsSignin") return { code: "SIGN_IN_FAILED", data: {} };
  try {
    const parsed: unknown = JSON.parse(error);
    if (typeof parsed === "object" && parsed !== null && "code" in parsed && "data" in parsed) return parsed as Problem;
  } catch {
    // Not ours.
  }
  return { code: "UNKNOWN", data: {} };
}

/** Only a path of this site: an address that came with the link must not lead elsewhere. */
export function safePath(path: string | undefined): string {
  return path !== undefined && /^\/(?![/\\])[^\s\\]*$/.test(path) && !/^\/(sign-in|setup)(\/|\?|$)/.test(path) ? path : "/";
}
