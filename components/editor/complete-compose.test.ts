import { CompletionContext } from "@codemirror/autocomplete";
import { EditorState } from "@codemirror/state";
import { describe, expect, test } from "vitest";
import { composeGuide } from "@/lib/compose/guide";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { completeCompose } from "./complete-compose";
import { composeFacts, noteLines } from "./compose-facts";
import { keyAt } from "./compose-notes";
import { keysAbove, namesIn, placeName } from "./compose-place";

const facts = composeFacts.of({ guide: composeGuide(DEFAULT_POLICY), variables: ["TAG", "TOKEN"] });

/** The text with the cursor at `|`. */
function scene(text: string) {
  const pos = text.indexOf("|");
  return { state: EditorState.create({ doc: text.replace("|", ""), extensions: [facts] }), pos };
}
function offered(text: string, explicit = true) {
  const { state, pos } = scene(text);
  return completeCompose(new CompletionContext(state, pos, explicit))?.options ?? [];
}
const labels = (text: string, explicit = true) => offered(text, explicit).map(({ label }) => label);

describe("completion", () => {
  test("offers the keys of the place, without those that are there", () => {
    expect(labels("|")).toEqual(expect.arrayContaining(["services", "volumes", "networks"]));
    expect(labels("services:\n  web:\n    image: a\n    |")).toContain("healthcheck");
    expect(labels("services:\n  web:\n    image: a\n    |")).not.toContain("image");
    expect(labels("services:\n  web:\n    i|\n    image: a\n  db:\n    init: true\n")).toContain("init");
    expect(labels("services:\n  web:\n    healthcheck:\n      |")).toContain("interval");
    expect(labels("services:\n  web:\n    deploy:\n      resources:\n        limits:\n          |")).toEqual(
      expect.arrayContaining(["memory", "cpus", "pids"]),
    );
    expect(labels("services:\n  web:\n    logging:\n      options:\n        |")).toEqual(expect.arrayContaining(["max-size", "max-file"]));
    expect(labels("services:\n  web:\n    ports:\n      - target: 80\n        |")).toEqual(expect.arrayContaining(["published", "protocol", "mode"]));
    expect(labels("networks:\n  inside:\n    |")).toContain("internal");
    expect(labels("services:\n  |")).toEqual([]);
  });

  test("brings refused keys only when they are being written, with the reason", () => {
    expect(labels("services:\n  web:\n    |")).not.toContain("pid");
    const pid = offered("services:\n  web:\n    pi|").find(({ label }) => label === "pid");
    expect(pid).toMatchObject({ detail: "not allowed here", type: "refused" });
  });

  test("offers the words a value can be", () => {
    expect(labels("services:\n  web:\n    depends_on:\n      db:\n        condition: service_h|")).toContain("service_healthy");
    expect(labels("services:\n  web:\n    restart: |")).toContain("unless-stopped");
    expect(labels("services:\n  web:\n    read_only: t|")).toEqual(["true", "false"]);
    expect(labels("services:\n  web:\n    cap_add:\n      - N|")).toEqual(DEFAULT_POLICY.capabilities);
    expect(labels("services:\n  web:\n    cap_add: [CHOWN, |")).toContain("SETUID");
  });

  const FILE = "networks:\n  inside:\nvolumes:\n  data:\nservices:\n  db:\n    image: a\n  web:\n    image: b\n";
  test("offers the names of the file where they belong", () => {
    expect(labels(`${FILE}    depends_on: [|`)).toEqual(["db"]);
    expect(labels(`${FILE}    depends_on:\n      - |`)).toEqual(["db"]);
    expect(labels(`${FILE}    depends_on:\n      |`)).toEqual(["db"]);
    expect(labels(`${FILE}    networks:\n      - |`)).toEqual(["default", "inside"]);
    expect(labels(`${FILE}    volumes:\n    - |`)).toEqual(expect.arrayContaining(["data", "type", "target"]));
    expect(labels(`${FILE}    volumes:\n      - type: volume\n        source: |`)).toEqual(["data"]);
  });

  test("goes on inside brackets on one line", () => {
    const inWeb = (line: string) => labels(`${FILE}    ${line}`);
    expect(inWeb("healthcheck: { test: x, int|")).toContain("interval");
    expect(inWeb("healthcheck: { test: x, |")).not.toContain("test");
    expect(offered(`${FILE}    healthcheck: { int|`).find(({ label }) => label === "interval")).toBeTruthy();
    expect(inWeb("ports: [{ target: 80, pro|")).toEqual(expect.arrayContaining(["protocol"]));
    expect(inWeb("ports: [{ protocol: |")).toEqual(["tcp", "udp"]);
    expect(inWeb("deploy: { resources: { limits: { mem|")).toContain("memory");
    expect(inWeb("depends_on: { |")).toEqual(["db"]);
    expect(inWeb("depends_on: { db: { condition: service_h|")).toContain("service_healthy");
    expect(inWeb("volumes: [{ type: volume, source: |")).toEqual(["data"]);
    expect(inWeb("healthcheck: { test: x }|")).toEqual([]);
    expect(inWeb('command: ["sh", "-c", "in|')).toEqual([]);
  });

  const SHARED = "x-worker: &worker\n  image: a\n  |\nx-log: &log\n  driver: local\nservices:\n  a:\n    <<: *worker\n    logging: *log\n";
  test("takes an anchored block for what the services make of it, and offers its name", () => {
    expect(labels(SHARED)).toContain("healthcheck");
    expect(labels(SHARED)).not.toContain("image");
    expect(labels(SHARED.replace("|", "").replace("driver: local\n", "driver: local\n  o|\n"))).toContain("options");
    expect(labels(`${SHARED.replace("|", "")}  b:\n    <<: *|`)).toEqual(["worker", "log"]);
    expect(labels("services:\n  a:\n    command: rm *|")).toEqual([]);
  });

  test("offers the names of configs and secrets, and the keys of their long form", () => {
    const file = "secrets:\n  key: {external: true}\nconfigs:\n  site: {content: a}\nservices:\n  web:\n    image: b\n";
    expect(labels(`${file}    secrets: [|`)).toEqual(["key"]);
    expect(labels(`${file}    configs:\n      - |`)).toEqual(expect.arrayContaining(["site", "source", "target", "mode"]));
    expect(labels("secrets:\n  key:\n    |")).toContain("external");
    expect(labels("services:\n  web:\n    ext|")).toContain("extends");
  });

  test("offers variables after a dollar sign, and closes the brace", () => {
    const [first] = offered("services:\n  web:\n    image: a:${|", false);
    expect(first).toMatchObject({ label: "TAG", apply: "TAG}" });
    expect(offered("services:\n  web:\n    image: a:${T|}", false)[0]).toMatchObject({ apply: "TAG" });
    expect(offered("services:\n  web:\n    command: echo $$|", false)).toEqual([]);
  });

  test("stays quiet in comments and where nothing was typed", () => {
    expect(labels("services:\n  web:\n    # re|")).toEqual([]);
    expect(labels("services:\n  web:\n    |", false)).toEqual([]);
  });
});

describe("the note on a key", () => {
  const note = (text: string) => {
    const { state, pos } = scene(text);
    const found = keyAt(state, pos, true);
    return found && noteLines(found.entry).map((line) => line.text);
  };
  test("says what it is for, its words and its limits here", () => {
    expect(note("services:\n  web:\n    mem_li|mit: 64m")).toEqual(["Memory at most.", "Allowed here: 6m to 8g."]);
    expect(note("services:\n  web:\n    restart|: x")?.[1]).toMatch(/^It can be .*unless-stopped/);
  });
  test("says why a key is refused", () => expect(note("services:\n  web:\n    userns_mode|: host")?.[0]).toMatch(/^Not allowed here\. Root inside/));
  test("is there inside brackets and in anchored blocks too", () => {
    expect(note("services:\n  web:\n    healthcheck: { test: x, inter|val: 5s }")?.[0]).toBe("Time between two checks.");
    expect(note("x-web: &web\n  rest|art: x\nservices:\n  a:\n    <<: *web\n")?.[0]).toBe("Whether it starts again when it ends.");
    expect(note("services:\n  web:\n    environment: { image: ngi|nx }")).toBeNull();
  });
  test("is not shown on values and names", () => {
    expect(note("services:\n  web:\n    image: ngi|nx")).toBeNull();
    expect(note("services:\n  we|b:\n    image: nginx")).toBeNull();
  });
});

describe("a place", () => {
  const lines = ["services:", "  web:", "    depends_on:", "      db:", "        condition: x", "    ports:", "    - target: 80", "      published: 1"];
  test("is known by indentation, lists at the column of their key too", () => {
    expect(keysAbove(lines, 4, 8)).toEqual(["services", "web", "depends_on", "db"]);
    expect(keysAbove(lines, 6, 6)).toEqual(["services", "web", "ports", "[]"]);
    expect(keysAbove(lines, 7, 6)).toEqual(["services", "web", "ports", "[]"]);
    expect(placeName(["services", "web", "ports", "[]"])).toBe("services.*.ports[]");
    expect(placeName(["services", "web", "depends_on", "db"])).toBe("services.*.depends_on.*");
  });
  test("knows the names below a key", () => expect(namesIn([...lines, "volumes:", "  # c", "  data: {}", "  x-a: 1"], "volumes")).toEqual(["data"]));
});
