import { describe, expect, test } from "vitest";
import { fieldsOf, filterForField } from "./log-fields";
import { matcherOf } from "./log-match";

const said = (text: string) => fieldsOf(text)?.fields.map(({ name, value }) => `${name}: ${value}`);

describe("fields of a line", () => {
  test("of an object, with what lies deeper under joined names", () => {
    expect(said('{"level":"info","n":4,"ok":true,"none":null,"user":{"name":"elvis","groups":["a","b"]}}')).toEqual([
      "level: info",
      "n: 4",
      "ok: true",
      "none: null",
      "user.name: elvis",
      'user.groups: ["a","b"]',
    ]);
    expect(said('10:41 INFO done {"scan":4471}')).toEqual(["before: 10:41 INFO done", "scan: 4471"]);
  });

  test("of pairs, quoted or not", () => {
    expect(said('level=info msg="a \\"quoted\\" text" dur=4ms empty=')).toEqual(["level: info", 'msg: a "quoted" text', "dur: 4ms", "empty: "]);
    expect(said('I1125 10:41:52.118 1 s.go:12] "Started" node="n1" pods=3')).toEqual([
      'before: I1125 10:41:52.118 1 s.go:12] "Started"',
      "node: n1",
      "pods: 3",
    ]);
  });

  test("of an access log", () => {
    expect(said('10.0.0.1 - elvis [25/Nov/2026:10:41:52 +0000] "GET /api?x=1&y=2 HTTP/1.1" 200 612 "-" "curl/8.5"')).toEqual([
      "client: 10.0.0.1",
      "user: elvis",
      "time: 25/Nov/2026:10:41:52 +0000",
      "method: GET",
      "path: /api?x=1&y=2",
      "protocol: HTTP/1.1",
      "status: 200",
      "bytes: 612",
      "agent: curl/8.5",
    ]);
  });

  test.each(["plain text", "x = 1", "one=pair only", "{}", "{ not json }", "[1,2]", "", "a {b} c", "{".repeat(70_000)])("there are none in %j", (text) => {
    expect(fieldsOf(text)).toBeNull();
  });

  test("are bounded, however the line is made", () => {
    const deep = `${'{"a":'.repeat(2_000)}1${"}".repeat(2_000)}`;
    expect(fieldsOf(deep)?.fields).toHaveLength(1);
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, at])));
    expect(fieldsOf(wide)?.fields).toHaveLength(200);
    expect(fieldsOf("a=b ".repeat(10_000))?.fields).toHaveLength(200);
    for (const slow of [`a="${"\\".repeat(60_000)}`, `${"a".repeat(60_000)}=`, `1 - ${"[".repeat(60_000)}`]) expect(fieldsOf(slow)).toBeNull();
  });
});

test.each([
  '{"status":502,"path":"/a/b?c=[1]","q":"say \\"x\\""}',
  'level=info msg="a (b) text" path=/a/b',
  '10.0.0.1 - - [25/Nov/2026:10:41:52 +0000] "GET /api HTTP/1.1" 200 612',
])("filtering by a field finds its line, and not one that differs: %s", (text) => {
  const read = fieldsOf(text);
  for (const field of read?.fields ?? []) {
    const matcher = matcherOf(filterForField(read as NonNullable<typeof read>, field));
    expect(matcher?.test(text), field.name).toBe(true);
    expect(matcher?.test("something else"), field.name).toBe(false);
  }
});
