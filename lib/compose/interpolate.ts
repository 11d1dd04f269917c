/** A `${NAME}` met while reading a text, with the default it names. */
export interface VariableUse {
  name: string;
  default: string | null;
}

export interface VariableTrouble {
  kind: "unset" | "required" | "syntax";
  /** The variable, or "" for a syntax error. */
  name: string;
  /** The author's own words after `:?`. */
  reason: string;
  /** Where in the text, and how long. */
  at: number;
  length: number;
}

export interface Interpolated {
  text: string;
  uses: VariableUse[];
  troubles: VariableTrouble[];
}

interface Run extends Omit<Interpolated, "text"> {
  source: string;
  lookup: (name: string) => string | undefined;
}

const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-?+]/y;
const MOST_NESTED = 20;

/**
 * Compose interpolation: `$V ${V} ${V:-d} ${V-d} ${V:?e} ${V?e} ${V:+a} ${V+a}`, nested, with `$$` for a dollar sign.
 * A branch that is not taken is not read, so its variables need no value. Never throws.
 */
export function interpolate(source: string, lookup: (name: string) => string | undefined): Interpolated {
  const run: Run = { source, lookup, uses: [], troubles: [] };
  const text = expand(run, 0, source.length, 0);
  return { text, uses: run.uses, troubles: run.troubles };
}

function nameAt(source: string, at: number): string | null {
  NAME.lastIndex = at;
  return NAME.exec(source)?.[0] ?? null;
}

function expand(run: Run, from: number, to: number, depth: number): string {
  const { source } = run;
  let text = "";
  let next = from;
  while (next < to) {
    const dollar = source.indexOf("$", next);
    if (dollar === -1 || dollar >= to) return text + source.slice(next, to);
    text += source.slice(next, dollar);
    const follower = dollar + 1 < to ? source[dollar + 1] : "";
    if (follower === "$") {
      text += "$";
      next = dollar + 2;
    } else if (follower === "{") {
      const close = closing(source, dollar + 1, to);
      if (close === -1 || depth >= MOST_NESTED) return text + trouble(run, "syntax", "", dollar, to - dollar);
      text += braced(run, dollar, close, depth);
      next = close + 1;
    } else {
      // As in `$(date)` or `5 $`: Compose leaves such a sign as it is.
      const name = follower === "" ? null : nameAt(source, dollar + 1);
      const length = name === null ? 1 : name.length + 1;
      text += name === null ? "$" : plain(run, name, dollar, length);
      next = dollar + length;
    }
  }
  return text;
}

/** The brace that closes the one at `open`; braces inside a default count, so that JSON can be one. */
function closing(source: string, open: number, to: number): number {
  let depth = 0;
  for (let at = open; at < to; at += 1) {
    if (source[at] === "{") depth += 1;
    else if (source[at] === "}") {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

function trouble(run: Run, kind: VariableTrouble["kind"], name: string, at: number, length: number, reason = ""): "" {
  run.troubles.push({ kind, name, reason, at, length });
  return "";
}

function plain(run: Run, name: string, at: number, length: number): string {
  run.uses.push({ name, default: null });
  return run.lookup(name) ?? trouble(run, "unset", name, at, length);
}

function braced(run: Run, dollar: number, close: number, depth: number): string {
  const { source } = run;
  const length = close + 1 - dollar;
  const name = nameAt(source, dollar + 2);
  if (name === null) return trouble(run, "syntax", "", dollar, length);
  const after = dollar + 2 + name.length;
  if (after === close) return plain(run, name, dollar, length);
  OPERATOR.lastIndex = after;
  const operator = OPERATOR.exec(source)?.[0];
  if (operator === undefined) return trouble(run, "syntax", "", dollar, length);

  const rest = after + operator.length;
  const value = run.lookup(name);
  const given = value !== undefined && (value !== "" || !operator.startsWith(":"));
  const other = () => expand(run, rest, close, depth + 1);
  if (operator.endsWith("+")) {
    run.uses.push({ name, default: "" });
    return given ? other() : "";
  }
  if (operator.endsWith("-")) {
    run.uses.push({ name, default: source.slice(rest, close) });
    return given ? value : other();
  }
  run.uses.push({ name, default: null });
  return given ? value : trouble(run, "required", name, dollar, length, source.slice(rest, close));
}
