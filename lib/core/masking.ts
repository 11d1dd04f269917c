import type { Hook } from "./service-extras";
import type { ServiceSpec } from "./spec";

/** Stands where a value is not shown. Sent back unchanged, it means the value that is stored. */
export const MASKED = "••••••••";

const SECRET_PART = /pass(?:word|wd|phrase|code)|secret|token|credential/;
const SECRET_WORD = /(?:^|[^a-z])(?:pass|pwd|pw|apikey|(?:[a-z0-9]+[_.-])?(?:key|keys|dsn))(?:$|[^a-z])/;
const PUBLIC = /public/;

/** Whether a variable of this name usually holds what nobody should read: judged by the name alone. */
export function looksSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  if (SECRET_PART.test(words)) return true;
  return SECRET_WORD.test(words) && !PUBLIC.test(words);
}

/** Shorter values would be found inside ordinary words. */
const SHORTEST_INSIDE = 4;

/** What one reader must not see. */
export interface Veil {
  /** Values that are hidden wherever they stand. */
  secrets: readonly string[];
  /** For viewers: no value of an environment is shown at all. */
  everyValue: boolean;
}

/** The secret values among the variables of a stack and the environments of its services. */
export function secretsOf(variables: readonly Readonly<Record<string, string>>[], specs: readonly ServiceSpec[] = []): string[] {
  const hooks = specs.flatMap(({ postStart = [], preStop = [] }) => [...postStart, ...preStop]);
  const named = [...variables, ...[...specs, ...hooks].map(({ environment }) => environment)].flatMap((record) => Object.entries(record));
  const values = named.flatMap(([name, value]) => (looksSecret(name) && value !== "" ? [value] : []));
  // The longest first: one secret may be a part of another.
  return [...new Set(values)].sort((a, b) => b.length - a.length);
}

export function hide(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) hidden = hidden === secret ? MASKED : secret.length < SHORTEST_INSIDE ? hidden : hidden.split(secret).join(MASKED);
  return hidden;
}

/** Every text inside a plain value, its keys left alone. */
export function hideDeep<T>(value: T, secrets: readonly string[]): T {
  if (secrets.length === 0) return value;
  if (typeof value === "string") return hide(value, secrets) as T;
  if (Array.isArray(value)) return value.map((inner: unknown) => hideDeep(inner, secrets)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, hideDeep(inner, secrets)])) as T;
}

export const maskVariables = (variables: Readonly<Record<string, string>>, { secrets, everyValue }: Veil): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value !== "" && (everyValue || looksSecret(name)) ? MASKED : hide(value, secrets)]),
  );

/**
 * The spec as it may be shown: names of variables stay, values that nobody should read go, also where another text repeats them.
 * `before`: the spec it is compared with; a hidden value that is another one there says so.
 */
export function maskSpec(spec: ServiceSpec, veil: Veil, before: ServiceSpec | null = null): ServiceSpec {
  const { secrets } = veil;
  const masked = maskVariables(spec.environment, veil);
  const earlier = maskVariables(before?.environment ?? {}, veil);
  // Another value that looks the same once it is hidden.
  const isOther = (name: string) => Object.hasOwn(earlier, name) && earlier[name] === masked[name] && before?.environment[name] !== spec.environment[name];
  const environment = Object.fromEntries(Object.entries(masked).map(([name, value]) => [name, isOther(name) ? `${value} (changed)` : value]));
  const { name, ...rest } = spec;
  const inside = secrets.filter((secret) => secret.length >= SHORTEST_INSIDE);
  const hooks = (list: Hook[] | undefined) => list?.map((hook) => ({ ...hideDeep(hook, inside), environment: maskVariables(hook.environment, veil) }));
  const { postStart, preStop, ...others } = rest;
  return {
    ...hideDeep(others, inside),
    ...(postStart && { postStart: hooks(postStart) }),
    ...(preStop && { preStop: hooks(preStop) }),
    name,
    environment,
  };
}
