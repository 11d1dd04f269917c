import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";
import { dependants, extenders, removeServiceFromText } from "./remove-service";

const TEXT = `# the portal
services:
  # the face
  web:
    image: web:1 # pinned
    depends_on: [app]

  app: # the middle
    image: app:1
    # kept by hand
    ports:
      - "80"
  db:
    image: db:1
# volumes below
volumes:
  data:
`;

const parse = (text: string) => parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY }).spec;

describe("removing a service from the text", () => {
  test("takes its lines and nothing else", () => {
    expect(removeServiceFromText(TEXT, "app")).toBe(TEXT.replace(/ {2}app:[\s\S]*- "80"\n/, ""));
    expect(removeServiceFromText(TEXT, "db")).toBe(TEXT.replace("  db:\n    image: db:1\n", ""));
    expect(removeServiceFromText(TEXT, "web")).toBe(TEXT.replace("  web:\n    image: web:1 # pinned\n    depends_on: [app]\n", ""));
  });

  test("leaves a text alone that has no such service, or cannot be read", () => {
    for (const text of [TEXT, "services: [", "", "services:\n- a\n", "- a"]) expect(removeServiceFromText(text, "nobody")).toBe(text);
  });

  test("flow style", () => {
    const text = "# top\nservices: {a: {image: 'a:1'}, b: {image: 'b:1'}} # end\n";
    const after = removeServiceFromText(text, "a");
    expect(parse(after)?.services.map((service) => service.name)).toEqual(["b"]);
    expect(after).toContain("# top");
    expect(after).toContain("# end");
  });

  test("an anchor that others use moves to the first of them", () => {
    const text =
      "services:\n  a: &a # first\n    image: a:1\n    environment: &env {X: '1'}\n  b:\n    image: b:1 # second\n    environment: *env\n  c:\n    <<: *a\n    hostname: c\n  d:\n    image: d:1\n    environment: *env\n";
    const before = parse(text)?.services.filter((service) => service.name !== "a");
    const after = removeServiceFromText(text, "a");
    expect(parse(after)?.services).toEqual(before);
    expect(after).toContain("# second");
  });

  test("the last one leaves a file that says what is missing", () => {
    const after = removeServiceFromText("services:\n  a:\n    image: a:1\n", "a");
    const { issues } = parseCompose(after, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY });
    expect(issues).toMatchObject([{ rule: "compose.services", severity: "error" }]);
  });
});

test("who needs a service", () => {
  const spec = parse(TEXT);
  if (!spec) throw new Error("not read");
  expect(dependants(spec, "app")).toEqual(["web"]);
  expect(dependants(spec, "web")).toEqual([]);
});

test("who extends a service is known, and a file of the first format loses one at its top", () => {
  const text = "services:\n  a: {image: 'a:1'}\n  b: {extends: a}\n  c: {extends: {service: a}}\n  d: {extends: b}\n";
  expect(extenders(text, "a")).toEqual(["b", "c"]);
  expect(extenders(text, "d")).toEqual([]);
  expect(extenders("[", "a")).toEqual([]);
  expect(removeServiceFromText("a:\n  image: a:1\nb:\n  image: b:1\n", "a")).toBe("b:\n  image: b:1\n");
});
