const SECRET =
  /(^|[_.-])(pass(word|wd|phrase)?|pwd|secret|token|credentials?|api_?key|private_?key|access_?key|secret_?key|encryption_?key|signing_?key)([_.-]|$)/i;
/** They name a place or a rule, not the secret itself. */
const ABOUT = /(_FILE|_PATH|_DIR|_URL|_TTL|_TIMEOUT|_LENGTH|_EXPIRY|_EXPIRES(_IN)?|_MAX_AGE|_HEADER|_NAME|_ALGORITHM|_ENABLED|_REQUIRED)$/i;

/** Whether a value written under this name most likely is the secret itself. Narrower than what is masked: a warning that is often wrong is not read. */
export const isSecretName = (name: string): boolean => !ABOUT.test(name) && (SECRET.test(name) || /password/i.test(name));
