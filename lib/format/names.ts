/** Keeps a number and its unit on one line. */
export const HARD_SPACE = "\u00a0";

/** `web`, 1 -> `web-1`: how people say a container. */
export const containerLabel = (service: string, index: number): string => `${service}-${index}`;

/** The last part of an image reference, without a digest: `registry.example/tin63/app:v1.4.2` -> `app:v1.4.2`. */
export function shortImage(image: string): string {
  const name = image.split("@")[0] ?? image;
  return name.slice(name.lastIndexOf("/") + 1);
}

/** `app:v1.4.2` -> `v1.4.2`; without a tag the name itself. */
export function imageTag(image: string): string {
  const short = shortImage(image);
  return short.includes(":") ? short.slice(short.indexOf(":") + 1) : short;
}

/** `sha256:9f2c1ab80d33…` -> `9f2c1ab80d33`. */
export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

/** Two signs for the avatar: `tin63` -> `T6`, `anna.berg` -> `AB`. */
export function initials(username: string): string {
  const parts = username.split(/[._-]/).filter(Boolean);
  const second = parts[1]?.[0] ?? username.match(/\d/)?.[0] ?? username[1] ?? "";
  return `${username[0] ?? "?"}${second}`.toUpperCase();
}

const WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Small numbers as words: 3 -> "three", 12 -> "12". */
export const numberWord = (value: number): string => WORDS[value] ?? String(value);

/** "1 container", "3 containers". */
export const count = (value: number, one: string, many = `${one}s`): string => `${value}${HARD_SPACE}${value === 1 ? one : many}`;

/** "`a`", "`a` and `b`", "`a`, `b` and `c`". */
export function nameList(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? (quoted[0] ?? "") : `${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}`;
}

/** For a copy of a stack's file: what ran beside it does not come along. */
export const leftOutside = (services: readonly string[]): string[] =>
  services.length === 0
    ? []
    : [`${nameList(services)} ${services.length === 1 ? "runs beside that file and is" : "run beside that file and are"} not part of it.`];

/** For a copy of a stack's file: how many there were is not in it where somebody scaled beside it. */
export const scaledBeside = (services: readonly { service: string; scale: number }[]): string[] =>
  services.map(({ service, scale }) => `\`${service}\` was scaled to ${scale} beside its file, and comes back as the file says.`);

/** Whatever is made of a stack's file gets the names of its secrets alone. */
export const textsToType = (secrets: readonly string[]): string[] =>
  secrets.length === 0
    ? []
    : [
        `The ${secrets.length === 1 ? "text of the secret" : "texts of the secrets"} ${nameList(secrets)} did not come along; type ${secrets.length === 1 ? "it" : "them"} under Secrets.`,
      ];

/** Sentences mark names with back-ticks so that a page can set them in mono; this is the text without the marks. */
export const plain = (sentence: string): string => sentence.replaceAll("`", "");

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Who did it, and who said yes where that was needed. */
export const authorWords = ({ author, approvedBy }: { author: string; approvedBy?: string | undefined }): string =>
  approvedBy === undefined ? author : `${author}, approved by ${approvedBy}`;

/** Foreign words as one sentence: first letter large, a full stop at the end. */
export const sentence = (text: string): string => capital(stopped(text.trim()));
export const stopped = (text: string): string => (text === "" || /[.!?]$/.test(text) ? text : `${text}.`);
export const short = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, 240);
export const clip = (text: string): string => sentence(short(text));
