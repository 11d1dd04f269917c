/** Texts of strangers inside of filters and names of a directory: RFC 4515 and RFC 4514. */

/** Of ASCII only letters, digits and what has no meaning anywhere stay as they are, and the rest is written as `\xx`; other letters mean nothing there. */
export const escapeFilter = (value: string): string =>
  value.replace(/[^\w@.\-\u0080-\uffff]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, "0")}`);

/** The value of one part of a name; the same carefulness. */
export const escapeDnValue = (value: string): string => escapeFilter(value);

/** Puts values where a filter has `{name}`; one that has none of that name is left as it is. */
export const fillFilter = (filter: string, values: Record<string, string>): string =>
  filter.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(values, name) ? escapeFilter(values[name] ?? "") : place));

/** The attributes that a filter compares with what was typed: `(|(uid={username})(mail={username}))` -> uid, mail. */
export const attributesOf = (filter: string): string[] => [...filter.matchAll(/\(([\w;.-]+)=\{username\}\)/g)].map(([, name = ""]) => name);

/** `cn=als\2c admins,ou=groups` -> `als, admins`: the first value of a name, as it is meant. Null where it cannot be read. */
export function firstValueOf(dn: string): string | null {
  const from = dn.indexOf("=");
  if (from < 1) return null;
  const bytes: number[] = [];
  for (let at = from + 1; at < dn.length; at += 1) {
    const character = String.fromCodePoint(dn.codePointAt(at) ?? 0);
    if (character === "," || character === "+" || character === ";") break;
    if (character !== "\\") {
      bytes.push(...Buffer.from(character));
      at += character.length - 1;
      continue;
    }
    const pair = /^[0-9a-f]{2}/i.exec(dn.slice(at + 1))?.[0];
    bytes.push(...(pair ? [Number.parseInt(pair, 16)] : Buffer.from(dn[at + 1] ?? "")));
    at += pair ? 2 : 1;
  }
  return Buffer.from(bytes).toString("utf8").trim();
}
