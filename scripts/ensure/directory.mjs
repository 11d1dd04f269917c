import { canInstall, install, onPath } from "./debian.mjs";
import { StepFailed, step } from "./step.mjs";

/** The tests of signing in by LDAP start a real directory; installed where that is possible, throws StepFailed otherwise. */
export async function ensureDirectory() {
  if (onPath("slapd") && onPath("ldapmodify") && onPath("openssl")) return;
  if (!canInstall()) throw new StepFailed("The tests of LDAP need OpenLDAP and OpenSSL: slapd, ldapmodify and openssl on the path.");
  await step("Installing OpenLDAP", () => install("slapd", "ldap-utils", "openssl"));
}
