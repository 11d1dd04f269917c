const SECRET =
  /(?:^|[_.-])(pass(word|wd|phrase)?|pwd|secret|token|credentials?|api_?key|private_?key|access_?key|secret_?key(_?base)?|encryption_?key|signing_?key)$/;
/** Which of several it is. */
const WHICH = /[_.-](\d+|prod(uction)?|dev|test|staging|old|new|default)$/;

/**
 * Whether a value written under this name most likely is the secret itself: its last word says what it is, `TOKEN_TTL` and `PASSWORD_POLICY` are about
 * one. Narrower than what is masked: a warning that is often wrong is not read.
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(WHICH, "");
  return SECRET.test(words) || /password$/.test(words);
}

/** A switch, a path, a number or a pointer to where the secret is. */
const HARMLESS = /^(|true|false|yes|no|on|off|null|none|\d{1,2}|\/.*|(file|vault|ref|ssm|arn|op|env):.*|\{\{.*)$/i;

export const isHarmless = (value: string): boolean => HARMLESS.test(value);

/** Keys that say by their form what they are. */
const KEY =
  /^(gh[pousr]_\w{30,}|github_pat_\w{40,}|glpat-[\w-]{20,}|AKIA[A-Z0-9]{16}|xox[abprs]-[\w-]{20,}|sk_live_\w{20,}|sk-(ant-|proj-)?[\w-]{30,}|npm_\w{36}|eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+)$|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

export const looksLikeKey = (value: string): boolean => KEY.test(value);

/** `postgres://ada:hunter2@db/app`: the password in it; null where there is none, or only a variable. */
export function passwordInAddress(value: string): string | null {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:([^\s/@]+)@[^\s@]/i.exec(value)?.[1];
  return password ?? null;
}
