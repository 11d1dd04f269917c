import type { ErrorCode, ErrorPayloads, Problem } from "@/lib/core/errors";

/** What was being done when the engine answered; it decides which words of the answer mean what. */
export interface EngineCallContext {
  /** Set where the answer may be about an image or its registry. */
  image?: string;
}

type Match = { [C in ErrorCode]: { code: C; data: ErrorPayloads[C] } }[ErrorCode] | null;
type Rule = (message: string, context: EngineCallContext) => Match;

const captured = (message: string, pattern: RegExp): string | null => pattern.exec(message)?.[1] ?? null;

const portInUse: Rule = (message) => {
  const port =
    captured(message, /:(\d+) failed: port is already allocated/) ?? captured(message, /listen (?:tcp|udp)[46]? \S*:(\d+): bind: address already in use/);
  return port === null ? null : { code: "PORT_IN_USE", data: { port: Number(port) } };
};

const commandNotFound: Rule = (message) => {
  const command =
    captured(message, /exec: "([^"]*)": (?:executable file not found|stat [^:]*: no such file or directory)/) ??
    captured(message, /exec (\S+): no such file or directory/) ??
    captured(message, /\[FATAL tini \(\d+\)\] exec (.+) failed: No such file or directory/);
  return command === null ? null : { code: "COMMAND_NOT_FOUND", data: { command } };
};

const commandNotExecutable: Rule = (message) => {
  const command =
    captured(message, /exec: "([^"]*)": (?:permission denied|is a directory)/) ??
    captured(message, /exec (\S+): (?:exec format error|permission denied)/) ??
    captured(message, /\[FATAL tini \(\d+\)\] exec (.+) failed: (?:Permission denied|Exec format error)/);
  return command === null ? null : { code: "COMMAND_NOT_EXECUTABLE", data: { command } };
};

const noSuchUser: Rule = (message) => {
  const user = captured(message, /unable to find (?:user|group) ([^:]+): no matching entries/);
  return user === null ? null : { code: "NO_SUCH_USER", data: { user } };
};

const workingDir: Rule = (message) => {
  const path =
    captured(message, /working directory '([^']*)' is invalid/) ??
    captured(message, /Cannot mkdir: (.+) is not a directory/) ??
    captured(message, /chdir to cwd \("([^"]*)"\)/) ??
    captured(message, /mkdir (\S+): (?:not a directory|read-only file system)/);
  return path === null ? null : { code: "WORKING_DIR_INVALID", data: { path } };
};

const networkPool: Rule = (message) =>
  /non-overlapping IPv4 address pool|predefined address pools have been fully subnetted/.test(message) ? { code: "NETWORK_POOL_EXHAUSTED", data: {} } : null;

const networkInUse: Rule = (message) => (/has active endpoints/.test(message) ? { code: "NETWORK_IN_USE", data: {} } : null);

const diskFull: Rule = (message) => (/no space left on device|disk quota exceeded/i.test(message) ? { code: "DISK_FULL", data: {} } : null);

const imageDenied: Rule = (message, { image }) =>
  image !== undefined && /pull access denied|no basic auth credentials|unauthorized|denied: |authentication required/i.test(message)
    ? { code: "IMAGE_DENIED", data: { image } }
    : null;

const imageNotFound: Rule = (message, { image }) =>
  image !== undefined && /No such image|manifest unknown|manifest for .* not found|name unknown|repository .* not found|no matching manifest/i.test(message)
    ? { code: "IMAGE_NOT_FOUND", data: { image } }
    : null;

const AWAY =
  /dial tcp|lookup \S+ on|no such host|i\/o timeout|TLS handshake timeout|connection re(?:fused|set)|Client\.Timeout|deadline exceeded|network is unreachable|x509:|server gave HTTP response|proxyconnect|toomanyrequests|unexpected EOF|: EOF$/i;

const registryUnreachable: Rule = (message, { image }) =>
  image !== undefined && AWAY.test(message) ? { code: "REGISTRY_UNREACHABLE", data: { image, host: registryHost(image) } } : null;

/** The order matters: a denied pull also says "not found", and a full disk can end any call. */
const RULES: Rule[] = [
  diskFull,
  portInUse,
  networkPool,
  networkInUse,
  noSuchUser,
  workingDir,
  commandNotFound,
  commandNotExecutable,
  imageDenied,
  imageNotFound,
  registryUnreachable,
];

/** The problem behind an engine's answer. `message` is the engine's own text; unknown texts become ENGINE_ERROR and keep it. */
export function classifyEngineError(message: string, statusCode: number | null, context: EngineCallContext = {}): Problem {
  for (const rule of RULES) {
    const problem = rule(message, context);
    if (problem !== null) return problem;
  }
  const said = message.trim();
  return { code: "ENGINE_ERROR", data: { message: said === "" ? `The engine answered ${statusCode ?? "nothing"}.` : said } };
}

/** Registry host of an image reference; Docker Hub where the name has none. */
export function registryHost(image: string): string {
  const slash = image.indexOf("/");
  const first = slash === -1 ? "" : image.slice(0, slash);
  return first.includes(".") || first.includes(":") || first === "localhost" ? first : "docker.io";
}
