/** One function of a source file, or what stands beside them. */
export interface Piece {
  name: string;
  parameters: string[];
  /** Of each parameter, where it has one. */
  defaults: (string | undefined)[];
  text: string;
  /** Rancher's words are its fields. */
  saysKeys: boolean;
  /** The texts that an expression can be: FIELD for the parameter of that name, `*` for what is not known. */
  valuesOf(expression: string): string[];
}

const START = /^(?:export )?(?:async )?(?:function (\w+)|const (\w+) = (?:<[^\n]*>)?(?=\()|const (\w+)\b)/gm;

/** Cut where a declaration starts at the beginning of a line. */
export function piecesOf(source: string): Piece[] {
  const starts = [...source.matchAll(START)];
  return starts.map((start, at) => {
    const text = source.slice(start.index, starts[at + 1]?.index ?? source.length);
    const name = start[1] ?? start[2] ?? start[3] ?? "";
    const open = start[3] === undefined ? text.indexOf("(") : -1;
    const parameters = open === -1 ? [] : argumentsAt(text, open + 1);
    const names = parameters.map((parameter) => /^\w+/.exec(parameter)?.[0] ?? "");
    const saysKeys = /ruleOf\(key\)|refuseRancher|readAs|without/.test(text) && names.includes("key");
    const defaults = parameters.map((parameter) => / = (.*)$/.exec(parameter)?.[1]);
    return { name, parameters: names, defaults, text, saysKeys, valuesOf: (expression) => valuesOf(expression, { source, text, parameters, saysKeys }) };
  });
}

/** The arguments of a call or the parameters of a function, from just behind its bracket. */
export function argumentsAt(text: string, from: number): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (sign === '"' || sign === "'" || sign === "`") at = endOfText(text, at);
    else if ("([{".includes(sign) || /^<\w+[<,>[]/.test(text.slice(at, at + 40))) depth += 1;
    else if (depth === 0 && (sign === "," || sign === ")")) {
      found.push(text.slice(start, at).trim());
      start = at + 1;
      if (sign === ")") return found;
    } else if (")]}".includes(sign) || (sign === ">" && text[at - 1] !== "=" && text[at - 1] !== " ")) depth -= 1;
  }
  return found;
}

function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === text[from]) return at;
  }
  return text.length;
}

interface Place {
  source: string;
  text: string;
  parameters: string[];
  saysKeys: boolean;
}

function valuesOf(expression: string, place: Place): string[] {
  const literal = /^"([^"]*)"$/.exec(expression)?.[1];
  if (literal !== undefined) return [literal];
  const template = /^`([^`]*)`$/.exec(expression)?.[1];
  if (template !== undefined) return filledIn(template, place);
  if (!/^\w+$/.test(expression)) return /^ruleOf\(key\)$/.test(expression) ? ["rancher.FIELD"] : ["*"];
  return valuesOfName(expression, place);
}

/** Each `${name}` with each of its values. */
function filledIn(template: string, place: Place): string[] {
  const hole = /\$\{([^}]*)\}/.exec(template);
  if (!hole) return [template];
  const before = template.slice(0, hole.index);
  const after = filledIn(template.slice(hole.index + hole[0].length), place);
  return valuesOf(hole[1] ?? "", place).flatMap((value) => after.map((rest) => before + value + rest));
}

/** A parameter, or a constant of the function or the file; a parameter with a type of a few words is each of them. */
function valuesOfName(name: string, place: Place): string[] {
  const parameter = place.parameters.find((one) => new RegExp(`^${name}(\\??:| =)`).test(one));
  const type = parameter?.replace(/^\w+\??: /, "");
  const words = type && (new RegExp(`^type ${type.replaceAll(/\W/g, "\\$&")} = ([^;]*);`, "m").exec(place.source)?.[1] ?? type);
  if (words && /^("[\w.-]+"( \| )?)+$/.test(words)) return [...words.matchAll(/"([^"]*)"/g)].flatMap(([, word]) => word ?? []);
  if (parameter) return name === "field" || (place.saysKeys && name === "key") ? ["FIELD"] : ["*"];
  const constant = new RegExp(`const ${name} = ("[^"]*"|\`[^\`]*\`)`);
  const value = constant.exec(place.text)?.[1] ?? constant.exec(place.source)?.[1];
  return value === undefined ? ["*"] : valuesOf(value, place);
}
