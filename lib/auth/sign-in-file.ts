import { readFile } from "node:fs/promises";
import * as z from "zod";
import { MEMBER_ROLES, SITE_ROLES } from "@/lib/core/access";

/** Accounts from elsewhere are described in one file, named by SPINDLE_SIGN_IN_FILE: JSON with the keys `ldap` and `oidc`, either or both. */
const text = z.string().trim().min(1).max(2_000);
/** Given as it is, in a file of its own, or by the environment. */
const secret = { value: text.optional(), file: text.optional() };

/** A name that a project may have: that of nobody's personal one is refused when somebody signs in. */
const project = z.string().regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, "a project is named by a to z, 0 to 9, dot, hyphen and underscore");
const rules = {
  /** Whoever is in the group is a member of the project, made when missing, for as long as they are. */
  projects: z.array(z.strictObject({ group: text, project, role: z.enum(MEMBER_ROLES) })).default([]),
  /** Empty: site roles are given by hand. Otherwise the groups decide at every sign-in, and who is in none of them is a user. */
  roles: z.array(z.strictObject({ group: text, role: z.enum(SITE_ROLES) })).default([]),
};

/** A filter must be about the person, or the first entry of the directory would do for everybody. */
const filterWith = (...places: string[]) =>
  text.refine((filter) => filter.startsWith("(") && places.some((place) => filter.includes(place)), `a filter in brackets with ${places.join(" or ")} in it`);

const ldap = z.strictObject({
  name: text.default("the directory"),
  url: z.url({ protocol: /^ldaps?$/ }),
  /** Passwords never travel in the clear: ldap:// begins TLS, unless this says that the line is safe. */
  plain: z.boolean().default(false),
  caFile: text.optional(),
  bindDn: text.optional(),
  bindPassword: secret.value,
  bindPasswordFile: secret.file,
  base: text,
  filter: filterWith("{username}").default("(&(objectClass=person)(uid={username}))"),
  attributes: z
    .strictObject({
      username: text.default("uid"),
      /** Never changes, and never comes back for somebody else. */
      id: text.default("entryUUID"),
      uidNumber: text.default("uidNumber"),
      gidNumber: text.default("gidNumber"),
      memberOf: text.default("memberOf"),
    })
    .prefault({}),
  groups: z
    .strictObject({
      base: text,
      filter: filterWith("{dn}", "{username}").default("(|(&(objectClass=groupOfNames)(member={dn}))(&(objectClass=posixGroup)(memberUid={username})))"),
      name: text.default("cn"),
      gidNumber: text.default("gidNumber"),
    })
    .optional(),
  ...rules,
});

const oidc = z.strictObject({
  /** On the button: "Sign in with ...". */
  name: text,
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: text,
  clientSecret: secret.value,
  clientSecretFile: secret.file,
  scope: text.default("openid profile"),
  usernameClaim: text.default("preferred_username"),
  groupsClaim: text.default("groups"),
  /** How the provider signs. */
  algorithm: z.enum(["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]).default("RS256"),
  ...rules,
});

const schema = z.strictObject({ ldap: ldap.optional(), oidc: oidc.optional() });

export type LdapSettings = Omit<z.infer<typeof ldap>, "bindPassword" | "bindPasswordFile" | "caFile"> & { bindPassword: string; ca: string | null };
export type OidcSettings = Omit<z.infer<typeof oidc>, "clientSecret" | "clientSecretFile"> & { clientSecret: string };

export interface SignInFile {
  ldap: LdapSettings | null;
  oidc: OidcSettings | null;
}

export interface SignInSource {
  file?: string | undefined;
  /** SPINDLE_LDAP_PASSWORD and SPINDLE_OIDC_SECRET. */
  ldapPassword?: string | undefined;
  oidcSecret?: string | undefined;
}

/** Reads and checks it; throws one sentence that names every key that is wrong. A server with half a directory must not start. */
export async function readSignInFile({ file, ldapPassword, oidcSecret }: SignInSource): Promise<SignInFile> {
  if (file === undefined) return { ldap: null, oidc: null };
  const read = schema.safeParse(parsed(await readFile(file, "utf8"), file));
  if (!read.success) throw new Error(`${file}: ${read.error.issues.map(({ path, message }) => `${path.join(".") || "the file"}: ${message}`).join("; ")}`);
  const { ldap: directory, oidc: provider } = read.data;
  return {
    ldap: directory ? await completeLdap(directory, ldapPassword, file) : null,
    oidc: provider ? await completeOidc(provider, oidcSecret, file) : null,
  };
}

async function completeLdap(
  { bindPassword, bindPasswordFile, caFile, ...rest }: z.infer<typeof ldap>,
  given: string | undefined,
  file: string,
): Promise<LdapSettings> {
  const password = given ?? bindPassword ?? (await oneLine(bindPasswordFile));
  if (rest.bindDn !== undefined && !password) throw new Error(`${file}: ldap.bindDn needs a password: bindPassword, bindPasswordFile or SPINDLE_LDAP_PASSWORD`);
  const { hostname, protocol } = new URL(rest.url);
  const here = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  if (rest.plain && protocol === "ldap:" && !here)
    throw new Error(`${file}: ldap.plain would send passwords in the clear to ${hostname}; it is for this machine only`);
  return { ...rest, bindPassword: password ?? "", ca: caFile === undefined ? null : await readFile(caFile, "utf8") };
}

async function completeOidc({ clientSecret, clientSecretFile, ...rest }: z.infer<typeof oidc>, given: string | undefined, file: string): Promise<OidcSettings> {
  const secretText = given ?? clientSecret ?? (await oneLine(clientSecretFile));
  if (!secretText) throw new Error(`${file}: oidc needs clientSecret, clientSecretFile or SPINDLE_OIDC_SECRET`);
  const { hostname, protocol } = new URL(rest.issuer);
  if (protocol === "http:" && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)) throw new Error(`${file}: oidc.issuer must be https`);
  return { ...rest, issuer: rest.issuer.replace(/\/+$/, ""), clientSecret: secretText };
}

const oneLine = async (file: string | undefined): Promise<string | undefined> => (file === undefined ? undefined : (await readFile(file, "utf8")).trim());

function parsed(written: string, file: string): unknown {
  try {
    return JSON.parse(written);
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}
