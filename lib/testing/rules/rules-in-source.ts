import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { argumentsAt, type Piece, piecesOf } from "./source-pieces";

/**
 * Every rule that the code of a folder can say, found in its source, so that a rule without a sample is noticed. A rule is written whole (`rule: "yaml.tag"`),
 * or made of a field: `wrong(desk, at, "ports", …)` is `compose.ports`. A function that takes a `field` says what the functions say that it hands it to.
 * What only a run could tell is a `*`.
 */
export function rulesInSource(folder: string): string[] {
  const pieces = sourcesBelow(folder).flatMap(piecesOf);
  const sayers = sayersAmong(pieces);
  const rules = new Set<string>();
  for (const piece of pieces) {
    for (const rule of plainRules(piece)) rules.add(rule);
    for (const { says, field } of callsIn(piece, sayers)) if (field !== "FIELD") for (const form of says) rules.add(form.replace("FIELD", field));
  }
  return [...rules]
    .filter((rule) => !rule.includes("FIELD"))
    .map((rule) => rule.replace("rancher.io.rancher.", "rancher."))
    .sort();
}

const sourcesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.includes(".test.") && !name.includes("-under-test"))
    .map((name) => readFileSync(join(folder, name), "utf8"));

/** Rules as they are written, `compose.FIELD` where a field is part of them. */
function plainRules({ text, valuesOf }: Piece): string[] {
  const written = [...text.matchAll(/\brule(?::| =) ([^\n]*)/g)].map(([, rest = ""]) => rest);
  const words = written.flatMap((rest) => [...(/^[^,;]*/.exec(rest)?.[0].matchAll(/"([a-z][\w.-]*\.[\w.-]+)"|`([^`]+)`|(ruleOf\(key\))/g) ?? [])]);
  const stopped = [...text.matchAll(/\bstop\(walk, "([\w.-]+)"/g)].flatMap(([, rule]) => rule ?? []);
  return [...stopped, ...words.flatMap(([, whole, template, call]) => (whole ? [whole] : valuesOf(call ?? `\`${template}\``)))];
}

interface Sayer {
  /** Which of its arguments is the field. */
  at: number;
  /** When it is left out. */
  otherwise: string | undefined;
  says: Set<string>;
}

/** Functions that say rules about a field they are given, and those that pass one on to them. */
function sayersAmong(pieces: Piece[]): Map<string, Sayer> {
  const sayers = new Map<string, Sayer>();
  for (const piece of pieces) {
    const at = piece.parameters.findIndex((name) => name === "field" || (piece.saysKeys && name === "key"));
    const otherwise = piece.defaults[at];
    if (at !== -1) sayers.set(piece.name, { at, otherwise, says: new Set(plainRules(piece).filter((rule) => rule.includes("FIELD"))) });
  }
  for (let grew = true; grew; ) {
    grew = false;
    for (const piece of pieces) {
      const own = sayers.get(piece.name);
      for (const { says, field } of own ? callsIn(piece, sayers) : []) {
        for (const form of field.includes("FIELD") ? says : []) {
          const rule = form.replace("FIELD", field);
          if (own?.says.has(rule) || rule.split("FIELD").length > 2) continue;
          own?.says.add(rule);
          grew = true;
        }
      }
    }
  }
  return sayers;
}

function callsIn(piece: Piece, sayers: ReadonlyMap<string, Sayer>): { says: Set<string>; field: string }[] {
  return [...piece.text.matchAll(/(?<!function )\b([a-z]\w+)\(/g)].flatMap((match) => {
    const sayer = sayers.get(match[1] ?? "");
    if (!sayer) return [];
    const argument = argumentsAt(piece.text, match.index + match[0].length)[sayer.at] ?? sayer.otherwise;
    if (argument === undefined) return [];
    return piece.valuesOf(argument).map((field) => ({ says: sayer.says, field }));
  });
}
