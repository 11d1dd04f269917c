export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** A level stands near the beginning; only an object may name it anywhere. */
const LOOKED_AT = 160;
const OBJECT_LOOKED_AT = 4_096;

const WORDS: [LogLevel, string][] = [
  ["error", "fatal panic error err eror critical crit emerg emergency alert severe fail failure ftl exception"],
  ["warn", "warn warning wrn"],
  ["info", "info information inf notice note log config system"],
  ["debug", "debug dbug dbg trace trce trc verbose vrb fine finer finest"],
];
const LEVEL_OF_WORD = new Map(WORDS.flatMap(([level, words]) => words.split(" ").map((word) => [word, level] as const)));
/** Words that are often part of a sentence: only a level where they stand as one in capitals or brackets. */
const COMMON_WORDS = new Set(["note", "log", "config", "system", "fail", "failure", "fine", "alert", "exception", "trace"]);

const CANDIDATE = new RegExp(`(?<![\\w/@-])(${[...LEVEL_OF_WORD.keys()].sort((a, b) => b.length - a.length).join("|")})[1-5]?(?![\\w/-])`, "gi");
const NAMED = /(?:^|[\s,[{])(?:level|lvl|severity|loglevel|log\.level)\s*[=:]\s*["']?([A-Za-z]+)/i;
/** Nothing but stamps, numbers and brackets before it: the place of a level. */
const ONLY_STAMPS = /^[\s\d:.,TZ+\-/[\]()#|APM]*$/;
const OPENS = "[<(|:=\"'";
const CLOSES = "])>|:=\"'";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours stand before the word
const COLOUR = /\x1b\[[\d;:]*m/g;

const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d\.\d+\s/;
const KLOG_LEVELS: Record<string, LogLevel> = { I: "info", W: "warn", E: "error", F: "error" };
const PRIORITY = /^<(\d{1,3})>/;
/** Common and combined access logs. */
const ACCESS = /^\S+ \S+ .{1,64}?\[[^\]]{10,40}\] "[^"]*" (\d{3}) /;
const REDIS = /^\d+:[CMSX] \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3} ([.\-*#]) /;
const REDIS_LEVELS: Record<string, LogLevel> = { ".": "debug", "-": "debug", "*": "info", "#": "warn" };
const OBJECT_LEVEL =
  /"(?:level|lvl|severity|severityText|severity_text|levelname|loglevel|logLevel|log\.level|@l|priority|s)"\s*:\s*(?:"([A-Za-z]+)\d?"|(\d{1,3})\b)/;
const OBJECT_STATUS = /"(?:status|status_code|statusCode)"\s*:\s*"?(\d{3})\b/;
const THROWN = /^(?:Traceback \(most recent call last\)|Exception in thread |Caused by: |panic: |(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception)(?::|$))/;

/** The level a line gives itself near its beginning, if it does. */
export function levelOf(text: string): LogLevel | null {
  let beginning = text.slice(0, LOOKED_AT);
  if (beginning.includes("\x1b"))
    beginning = text
      .slice(0, LOOKED_AT * 2)
      .replace(COLOUR, " ")
      .trimStart();
  const first = beginning.charCodeAt(0);
  if (first === BRACE) return levelOfObject(text.slice(0, OBJECT_LOOKED_AT));
  if (first >= DIGIT_0 && first <= DIGIT_9) {
    const redis = REDIS.exec(beginning);
    if (redis !== null) return REDIS_LEVELS[redis[1] ?? ""] ?? null;
  } else {
    const klog = KLOG.exec(beginning);
    if (klog !== null) return KLOG_LEVELS[klog[1] ?? ""] ?? null;
    const priority = first === LESS ? PRIORITY.exec(beginning) : null;
    if (priority !== null) return levelOfSyslog(Number(priority[1]) & 7);
  }
  return levelOfWords(beginning) ?? levelOfAccess(text) ?? (THROWN.test(beginning) ? "error" : null);
}

const BRACE = 123;
const LESS = 60;
const DIGIT_0 = 48;
const DIGIT_9 = 57;

function levelOfWords(beginning: string): LogLevel | null {
  const named = beginning.includes("l") || beginning.includes("L") ? NAMED.exec(beginning) : null;
  const level = named === null ? undefined : LEVEL_OF_WORD.get((named[1] ?? "").toLowerCase());
  if (level !== undefined) return level;
  CANDIDATE.lastIndex = 0;
  for (let found = CANDIDATE.exec(beginning); found !== null; found = CANDIDATE.exec(beginning)) {
    if (isSaid(beginning, found[1] ?? "", found.index, CANDIDATE.lastIndex)) return LEVEL_OF_WORD.get((found[1] ?? "").toLowerCase()) ?? null;
  }
  return null;
}

/** Whether a word is meant as a level, and is not just part of what is told. */
function isSaid(line: string, word: string, from: number, to: number): boolean {
  const next = line.slice(to).trimStart()[0] ?? "";
  if (word === word.toUpperCase()) return word.length > 3 || !COMMON_WORDS.has(word.toLowerCase()) || CLOSES.includes(next);
  const before = line[from - 1] ?? "";
  const opened = before !== "" && OPENS.includes(before);
  const closed = next !== "" && CLOSES.includes(next);
  if (COMMON_WORDS.has(word.toLowerCase())) return (opened && closed) || (closed && next === ":" && from === 0);
  return opened || closed || ONLY_STAMPS.test(line.slice(0, from));
}

function levelOfObject(text: string): LogLevel | null {
  const found = OBJECT_LEVEL.exec(text);
  if (found?.[1] !== undefined) return LEVEL_OF_WORD.get(found[1].toLowerCase()) ?? ONE_LETTER[found[1]] ?? null;
  if (found?.[2] !== undefined) return levelOfNumber(Number(found[2]));
  const status = OBJECT_STATUS.exec(text);
  return status === null ? null : levelOfStatus(Number(status[1]));
}

const ONE_LETTER: Record<string, LogLevel> = { F: "error", E: "error", W: "warn", I: "info", D: "debug" };

/** Bunyan and pino count upwards in tens, syslog downwards from seven. */
function levelOfNumber(value: number): LogLevel | null {
  if (value < 8) return levelOfSyslog(value);
  if (value > 60) return null;
  if (value >= 50) return "error";
  if (value >= 40) return "warn";
  return value >= 30 ? "info" : "debug";
}

function levelOfSyslog(severity: number): LogLevel {
  if (severity <= 3) return "error";
  if (severity === 4) return "warn";
  return severity === 7 ? "debug" : "info";
}

function levelOfAccess(text: string): LogLevel | null {
  // The address asked for may be long.
  const found = text.includes('] "') ? ACCESS.exec(text.slice(0, OBJECT_LOOKED_AT)) : null;
  return found === null ? null : levelOfStatus(Number(found[1]));
}

function levelOfStatus(status: number): LogLevel | null {
  if (status >= 500) return "error";
  if (status >= 400) return "warn";
  return status >= 100 ? "info" : null;
}
