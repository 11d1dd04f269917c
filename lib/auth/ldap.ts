import { isIP } from "node:net";
import { Client, type Entry, InvalidCredentialsError, InvalidDNSyntaxError, NoSuchObjectError, SizeLimitExceededError } from "ldapts";
import { fail } from "@/lib/core/errors";
import type { Directory, DirectoryPerson, GroupRules, PosixNumbers } from "@/lib/core/sign-in";
import { attributesOf, escapeDnValue, fillFilter, firstValueOf } from "./ldap-text";
import type { LdapSettings } from "./sign-in-file";

const TIMEOUT_MS = 5_000;
const MOST_GROUPS = 1_000;

/** People of an LDAP directory: found by a search, let in by a bind with their own password. */
export function createDirectory(settings: LdapSettings): Directory & GroupRules {
  const fold = <Rule extends { group: string }>(rules: readonly Rule[]) => rules.map((rule) => ({ ...rule, group: folded(rule.group) }));
  return {
    name: settings.name,
    projects: fold(settings.projects),
    roles: fold(settings.roles),
    check: async (username, password) => {
      // A bind without a password is a bind as nobody, which succeeds.
      if (username === "" || password === "") return null;
      try {
        return await look(settings, username, password);
      } catch (cause) {
        throw fail("DIRECTORY_UNREACHABLE", { name: settings.name }, cause);
      }
    },
  };
}

async function look(settings: LdapSettings, username: string, password: string): Promise<DirectoryPerson | null> {
  return withClient(settings, async (client) => {
    if (settings.bindDn !== undefined) await client.bind(settings.bindDn, settings.bindPassword);
    const entry = await find(client, settings, username);
    // Nobody is let in by this name; the same work is done as for somebody who is there.
    const dn = entry?.dn ?? `${settings.attributes.username}=${escapeDnValue(username)},${settings.base}`;
    const right = await withClient(settings, (own) => binds(own, dn, password));
    return entry && right ? personOf(client, settings, entry) : null;
  });
}

/**
 * Exactly one entry that has this very name, or nobody. Directories find people under many spellings (wide letters, invisible ones, spaces); each would
 * be a name of its own to whoever counts the guesses.
 */
async function find(client: Client, { base, filter, attributes }: LdapSettings, username: string): Promise<Entry | null> {
  const named = [attributes.username, ...attributesOf(filter)];
  const wanted = [...new Set([...Object.values(attributes), ...named])];
  const search = {
    scope: "sub" as const,
    filter: fillFilter(filter, { username }),
    attributes: wanted,
    sizeLimit: 2,
    explicitBufferAttributes: [attributes.id],
  };
  const { searchEntries } = await client.search(base, search).catch((error: unknown) => {
    if (error instanceof SizeLimitExceededError) return { searchEntries: [] };
    throw error;
  });
  const [entry] = searchEntries;
  if (!entry || searchEntries.length > 1) return null;
  return named.some((attribute) => textsOf(entry, attribute).some((text) => text.toLowerCase() === username.toLowerCase())) ? entry : null;
}

async function binds(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password);
    return true;
  } catch (error) {
    if (error instanceof InvalidCredentialsError || error instanceof InvalidDNSyntaxError || error instanceof NoSuchObjectError) return false;
    // "Unwilling" and the like: a locked or expired account.
    if (error instanceof Error && /unwilling|inappropriate|constraint|strong/i.test(error.name + error.message)) return false;
    throw error;
  }
}

async function personOf(client: Client, settings: LdapSettings, entry: Entry): Promise<DirectoryPerson> {
  const { attributes, url } = settings;
  const username = textsOf(entry, attributes.username)[0]?.toLowerCase() ?? "";
  const groups = await groupsOf(client, settings, entry, textsOf(entry, attributes.username)[0] ?? "");
  const subject = idOf(entry, attributes.id);
  if (subject === "") throw new Error(`the entry ${entry.dn} has no ${attributes.id}`);
  return {
    key: { kind: "ldap", issuer: issuerOf(url, settings.base), subject },
    username,
    ...groups,
    numbers: { ...numbersOf(entry, attributes), groups: groups.numbers },
  };
}

/** Names from the entry's own list and from a search, whichever the directory has. */
async function groupsOf(client: Client, { groups, attributes }: LdapSettings, entry: Entry, username: string) {
  const listed = textsOf(entry, attributes.memberOf).flatMap((dn) => firstValueOf(dn) ?? []);
  if (!groups) return { groups: [...new Set(listed.map(folded))], numbers: [] };
  const filter = fillFilter(groups.filter, { dn: entry.dn, username });
  const search = { scope: "sub" as const, filter, attributes: [groups.name, groups.gidNumber], sizeLimit: MOST_GROUPS };
  const { searchEntries } = await client.search(groups.base, search);
  const names = searchEntries.flatMap((group) => textsOf(group, groups.name).slice(0, 1));
  const numbers = searchEntries.flatMap((group) => numberIn(textsOf(group, groups.gidNumber)[0]) ?? []);
  return { groups: [...new Set([...listed, ...names].map(folded))], numbers: [...new Set(numbers)].sort((a, b) => a - b) };
}

const numbersOf = (entry: Entry, { uidNumber, gidNumber }: LdapSettings["attributes"]): Omit<PosixNumbers, "groups"> => ({
  uid: numberIn(textsOf(entry, uidNumber)[0]),
  gid: numberIn(textsOf(entry, gidNumber)[0]),
});

/** Root's number is never taken from a directory: a service that sees shared files would be root. */
const numberIn = (text: string | undefined): number | null => (text !== undefined && /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null);

/** Directories do not tell capital letters apart in names. */
const folded = (name: string): string => name.trim().toLowerCase();

/** Without port and protocol: a directory that turns to TLS is the same directory. */
const issuerOf = (url: string, base: string): string => `${new URL(url).hostname}/${base.toLowerCase()}`;

function textsOf(entry: Entry, attribute: string): string[] {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const value = key === undefined ? [] : (entry[key] ?? []);
  return (Array.isArray(value) ? value : [value]).map((one) => (Buffer.isBuffer(one) ? one.toString("utf8") : one)).filter((one) => one !== "");
}

/** A text such as entryUUID as it is, bytes such as objectGUID in hex. */
function idOf(entry: Entry, attribute: string): string {
  const key = Object.keys(entry).find((name) => name.toLowerCase() === attribute.toLowerCase());
  const [value] = [key === undefined ? "" : (entry[key] ?? "")].flat();
  if (!Buffer.isBuffer(value)) return value ?? "";
  const text = value.toString("utf8");
  return /^[\x21-\x7e]+$/.test(text) ? text.toLowerCase() : value.toString("hex");
}

/** A line of its own, over TLS, closed in any case. */
async function withClient<T>({ url, plain, ca }: LdapSettings, work: (client: Client) => Promise<T>): Promise<T> {
  const { hostname } = new URL(url);
  const tlsOptions = { minVersion: "TLSv1.2" as const, ...(isIP(hostname) ? {} : { servername: hostname }), ...(ca === null ? {} : { ca: [ca] }) };
  const secure = url.startsWith("ldaps:");
  const client = new Client({ url, timeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS, ...(secure ? { tlsOptions } : {}), strictDN: false });
  try {
    if (!secure && !plain) await client.startTLS(tlsOptions);
    return await work(client);
  } finally {
    await client.unbind().catch(() => {});
  }
}
