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
    expect(labels("services:\n  web:\n    logging:\n      options:\n        |")).toEqual(["max-size", "max-file"]);
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
