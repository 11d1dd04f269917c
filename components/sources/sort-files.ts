export interface NamedText {
  /** With its folders, where it came from an archive. */
  name: string;
  text: string;
}

export interface SortedFiles {
  /** The base first, then what is laid over it. */
  compose: NamedText[];
  rancher: NamedText | null;
  env: NamedText | null;
  /** Names of what is neither. */
  others: string[];
}

const baseName = (name: string): string => name.split("/").at(-1) ?? name;
const folderOf = (name: string): string => name.split("/").slice(0, -1).join("/");

const COMPOSE = /^(?:docker-)?compose\.ya?ml$/i;
const OVERRIDE = /^(?:docker-)?compose\.override\.ya?ml$/i;
const RANCHER = /^rancher-compose\.ya?ml$/i;
const ENV = /^\.env$|\.env$/i;
const YAML = /\.ya?ml$/i;

/** What of an archive is looked at. */
export const isOfInterest = (name: string): boolean => YAML.test(name) || ENV.test(baseName(name));

type Kind = "compose" | "rancher" | "env" | "other";

const RANCHER_KEYS = /^ +(?:scale|health_check|upgrade_strategy|retain_ip|start_on_create|metadata|load_balancer_config|lb_config)\s*:/m;

/** By name first, then by what is in it: a file for Rancher says how services run, never which image. */
function kindOf({ name, text }: NamedText): Kind {
  const base = baseName(name);
  if (RANCHER.test(base)) return "rancher";
  if (COMPOSE.test(base) || OVERRIDE.test(base)) return "compose";
  if (ENV.test(base)) return "env";
  const hasImage = /^\s+(?:image|build|extends)\s*:/m.test(text);
  if (!hasImage && RANCHER_KEYS.test(text)) return "rancher";
  if (YAML.test(base) || /^services\s*:/m.test(text) || hasImage) return "compose";
  return "other";
}

/** Sorts one or two chosen files. */
export function sortFiles(files: readonly NamedText[]): SortedFiles {
  const of = (kind: Kind) => files.filter((file) => kindOf(file) === kind);
  const compose = of("compose").sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)));
  return { compose, rancher: of("rancher")[0] ?? null, env: of("env")[0] ?? null, others: of("other").map(({ name }) => name) };
}

const isOverride = ({ name }: NamedText): boolean => /override/i.test(baseName(name));

/** From an archive only the files with the usual names count, of the folder nearest to the top; a single YAML file will do under any name. */
export function pickFromArchive(files: readonly NamedText[]): SortedFiles {
  const depth = (name: string) => name.split("/").length;
  const yamls = files.filter(({ name }) => YAML.test(name));
  const named = files.filter(({ name }) => COMPOSE.test(baseName(name))).sort((a, b) => depth(a.name) - depth(b.name) || (a.name < b.name ? -1 : 1));
  const main = named[0] ?? (yamls.length === 1 ? yamls[0] : undefined);
  if (!main) return { compose: [], rancher: null, env: null, others: files.map(({ name }) => name) };
  const beside = files.filter(({ name }) => folderOf(name) === folderOf(main.name));
  const find = (pattern: RegExp) => beside.find(({ name }) => pattern.test(baseName(name)));
  const override = find(OVERRIDE);
  const taken = [main, override, find(RANCHER), find(/^\.env$/i)];
  return {
    compose: override ? [main, override] : [main],
    rancher: find(RANCHER) ?? null,
    env: find(/^\.env$/i) ?? null,
    others: yamls.filter((file) => !taken.includes(file)).map(({ name }) => name),
  };
}
