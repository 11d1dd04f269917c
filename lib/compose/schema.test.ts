import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { renderStack } from "./render";
import schema from "./schema/compose-spec.json";
import { parse, wrap } from "./service-under-test";

interface Shape {
  properties?: Record<string, Shape>;
  patternProperties?: Record<string, Shape>;
  oneOf?: Shape[];
  items?: Shape;
  $ref?: string;
}
const definitions = schema.definitions as unknown as Record<string, Shape>;
const followed = (shape: Shape): Shape => (shape.$ref ? (definitions[shape.$ref.replace("#/definitions/", "")] ?? {}) : shape);

/** Keys of refused attributes need no class of their own. */
const isRefused = (attribute: string) =>
  parse(wrap(`${attribute}: x`)).issues.some(({ rule, short }) => rule === `policy.${attribute}` && short === "not allowed");

/** `deploy.resources.limits.cpus`: every key that may stand below a service attribute, `[]` for a list's item, `*` for a free name. */
function* keysBelow(shape: Shape, path: string, depth = 0): Generator<string> {
  if (depth > 8) return;
  const { properties = {}, patternProperties = {}, oneOf = [], items } = followed(shape);
  for (const [key, inner] of Object.entries(properties)) {
    yield `${path}.${key}`;
    yield* keysBelow(inner, `${path}.${key}`, depth + 1);
  }
  for (const [pattern, inner] of Object.entries(patternProperties)) if (pattern !== "^x-") yield* keysBelow(inner, `${path}.*`, depth + 1);
  for (const inner of oneOf) yield* keysBelow(inner, path, depth + 1);
  if (items) yield* keysBelow(items, `${path}.[]`, depth + 1);
}

/** `{"deploy": {"mode": null}}` as flow YAML, for a path of keys. */
function nested(path: string): string {
  const [key = "", ...rest] = path.split(".");
  const inner = rest.length > 0 ? nested(rest.join(".")) : "";
  return key === "[]" ? `[${inner}]` : `{${JSON.stringify(key === "*" ? "nofile" : key)}: ${inner}}`;
}

const unknowns = (text: string) => parse(text).issues.filter(({ short }) => short === "not known");
const service = definitions.service?.properties ?? {};

describe("every key of the official schema has a class here", () => {
  test("there are 92 service attributes", () => expect(Object.keys(service)).toHaveLength(92));

  test.each(Object.keys(service))("%s", (attribute) => {
    expect(unknowns(wrap(`${attribute}: x`))).toEqual([]);
    if (isRefused(attribute)) return;
    for (const path of new Set(keysBelow(service[attribute] ?? {}, attribute))) {
      const text = nested(path).slice(1, -1);
      expect([path, unknowns(wrap(text)).map(({ message }) => message)]).toEqual([path, []]);
    }
  });

  test.each(Object.keys(schema.properties))("%s at the top of the file", (key) => {
    expect(unknowns(`services: {web: {image: 'a:1'}}\n${key === "services" ? "x-a" : key}: {}\n`)).toEqual([]);
  });

  test.each(["network", "volume", "secret", "config"])("keys of a %s", (kind) => {
    for (const key of Object.keys(definitions[kind]?.properties ?? {}))
      expect(unknowns(`services: {web: {image: 'a:1'}}\n${kind}s: {some: {${key}: x}}\n`)).toEqual([]);
  });
});

const ajv = new Ajv({ strict: false, validateSchema: false, formats: { duration: true, subnet_ip_address: true, ports: true, expose: true } });
const valid = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });

/** Values of every kind. */
const VALUES: Record<string, unknown> = {
  text: "word",
  number: 7,
  half: 0.5,
  yes: true,
  list: ["word"],
  lists: [["word"]],
  numbers: [7],
  map: { word: "word" },
  maps: [{ word: "word" }],
  deep: { word: { word: ["x"] } },
};

/** The one thing we take that the schema does not: a number or `true` without quotes where a text is meant, as in `command: [sleep, 60]`. It is read as it is typed. */
const AS_TYPED = ["number", "half", "yes", "numbers"];

describe("what the schema forbids is refused", () => {
  const cases = Object.keys(service).flatMap((attribute) =>
    Object.entries(VALUES)
      .filter(([, value]) => !valid({ services: { web: { image: "a:1", [attribute]: value } } }))
      .map(([kind, value]) => [attribute, kind, value] as const),
  );

  test("there is something to refuse for nearly every attribute", () => expect(new Set(cases.map(([attribute]) => attribute)).size).toBeGreaterThan(85));

  test("in every attribute and every kind of value", () => {
    const accepted = cases.filter(([attribute, , value]) => parse(`services: {web: ${JSON.stringify({ image: "a:1", [attribute]: value })}}`).spec !== null);
    expect(accepted.filter(([, kind]) => !AS_TYPED.includes(kind)).map(([attribute, kind]) => `${attribute} ${kind}`)).toEqual([]);
  });
});

test("what Spindle writes is valid", () => {
  for (const lines of [
    "tmpfs: /x:size=1m\nnetworks: {front: {aliases: [a], priority: 2}}",
    "ulimits: {nofile: {soft: 1, hard: 2}, core: 0}\nextra_hosts: {a: 1.2.3.4}",
    "cpu_quota: 50000\npull_policy: daily",
  ]) {
    const { spec } = parse(wrap(lines));
    expect(spec && valid(parseYaml(renderStack(spec)))).toBe(true);
  }
});
