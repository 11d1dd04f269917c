import { type Entry, entryOf, isNull, type Node } from "../node";
import { formatDuration } from "../units";
import { eachField, textOf, wordOf, wrong } from "../values";
import { drop, inline, literal, type Page, set } from "./edits";
import { readAs, warn, whole, without } from "./say";
import { askHttp, isListening } from "./test-command";

const HOUR = 3_600_000;
/** Rancher's own numbers for what the file leaves out, ms. */
const DEFAULTS = { interval: 2000, response_timeout: 2000, initializing_timeout: 60_000, unhealthy_threshold: 3 };

interface Check {
  port: number | undefined;
  request: Entry | undefined;
  interval: number;
  response_timeout: number;
  initializing_timeout: number;
  unhealthy_threshold: number;
}

/**
 * Rancher asked from other hosts, through HAProxy; an engine asks inside the container, with what the image has. The test is a shell script that needs
 * nothing but /bin/sh: it uses curl, bash or wget where one is there, and without them sees whether the port is listened on.
 */
export function translateHealthCheck(page: Page, entry: Entry): void {
  drop(page.edits, entry);
  if (isNull(entry.value)) return;
  const own = entryOf(page.own, "healthcheck");
  const check = readCheck(page, entry.value);
  if (own) return without(page, entry, "health_check", `The \`healthcheck\` of ${page.service} in ${page.desk.report.lineOf(own)} counts.`);
  if (check.port === undefined) {
    if (!entryOf(entry.value, "port")) wrong(page.desk, entry, "health_check", "A health_check needs `port`, the port inside the container.");
    return;
  }
  const numbers = timing(check);
  const request = check.request && readRequest(page, check.request);
  if (check.request && !request) return;
  const test = request ? askHttp(check.port, request) : isListening(check.port);
  set(page, entry, "healthcheck", { test: literal(test), ...numbers });
  const what = request
    ? `asks \`GET ${request}\` on port ${check.port} from inside the container, with curl, bash or wget, whichever the image has; without any of them it looks whether the port is listened on`
    : `looks from inside the container whether port ${check.port} is listened on`;
  const differs = "Rancher asked from other hosts; the test here is a small script that needs /bin/sh in the image. Without one write a `test` of your own.";
  readAs(page, entry, "health_check", { healthcheck: numbers }, `Its test ${what}. ${differs}`);
}

function readCheck(page: Page, node: Node): Check {
  const check: Check = { port: undefined, request: undefined, ...DEFAULTS };
  const number = (key: keyof typeof DEFAULTS, least: number, most: number) => (entry: Entry) => {
    check[key] = whole(page, entry.value, `health_check.${key}`, least, most) ?? check[key];
  };
  const none = (why: string) => (entry: Entry) => without(page, entry, `health_check.${entry.key}`, why);
  eachField(page.desk, node, "health_check", {
    port: (entry) => {
      check.port = whole(page, entry.value, "health_check.port", 1, 65_535);
    },
    request_line: (entry) => {
      check.request = isEmpty(entry.value) ? undefined : entry;
    },
    interval: number("interval", 1, HOUR),
    response_timeout: number("response_timeout", 1, HOUR),
    initializing_timeout: number("initializing_timeout", 0, HOUR),
    unhealthy_threshold: number("unhealthy_threshold", 1, 100),
    healthy_threshold: none("One test that passes makes a container healthy."),
    reinitializing_timeout: none("A container that was restarted gets the same time as a new one."),
    strategy: (entry) => readRecovery(page, entry),
    recreate_on_quorum_strategy_config: none("An unhealthy container is shown as such, and the way to mend it is yours to choose."),
    name: none("A service has one check."),
  });
  return check;
}

const isEmpty = (node: Node): boolean => isNull(node) || (node.kind === "scalar" && node.value === "");

function readRecovery(page: Page, entry: Entry): void {
  const word = wordOf(page.desk, entry.value, "health_check.strategy", ["none", "recreate", "recreateOnQuorum"]);
  if (word === undefined || word === "none") return;
  const why = "An unhealthy container is shown as such and not made anew by itself; a restart is one click.";
  without(page, entry, "health_check.strategy", why);
}

/** A check more often than once a second would overload the engine that everybody shares. */
function timing({ interval, response_timeout, initializing_timeout, unhealthy_threshold }: Check) {
  return {
    interval: formatDuration(Math.max(interval, 1000)),
    timeout: formatDuration(response_timeout),
    retries: unhealthy_threshold,
    start_period: formatDuration(initializing_timeout),
  };
}

const REQUEST = /^([A-Z]+) (\/[A-Za-z0-9._~!&()*+,;=:@%/?-]*)(?: HTTP\/\d\.\d)?(?:\\r\\n.*|\r\n.*)?$/s;

/** The path that is asked for; undefined after saying what to write instead. */
function readRequest(page: Page, entry: Entry): string | undefined {
  const text = textOf(page.desk, entry.value, "health_check.request_line");
  if (text === undefined) return undefined;
  const match = REQUEST.exec(text.trim());
  if (!match?.[2]) {
    const form = inline({ healthcheck: { test: ["CMD", "your-command"], interval: "10s" } });
    const message = `This request cannot be asked from inside the container, so there is no health check. Write one: \`${form}\`.`;
    warn(page, entry, "health_check.request_line", "no health check", message);
    return undefined;
  }
  if (match[1] !== "GET" || /\\r\\n|\r\n/.test(text.trim()))
    without(page, entry, "health_check.request_line", "The test asks with GET and without further header lines.");
  return match[2];
}
