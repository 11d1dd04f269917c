import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { factsOf } from "@/lib/testing/rules/image-facts";
import { type ParseOptions, parseCompose } from "./parse-compose";

describe("where Postgres keeps its data", () => {
  const db = (image: string, lines: string) => `services:\n  db:\n    image: ${image}\n${lines.replaceAll(/^(?=.)/gm, "    ")}volumes:\n  data:\n`;
  const mounted = (target: string) => `volumes:\n  - data:${target}\n`;
  const env = (path: string) => `environment: {PGDATA: ${path}}\n`;
  const rules = (text: string, images: ParseOptions["images"]) =>
    parseCompose(text, { stackName: "demo", variables: {}, policy: DEFAULT_POLICY, images }).issues.flatMap(({ rule, line, fix }) =>
      /volume/.test(rule) && rule !== "lint.unused-volume" ? [`${line} ${rule} ${fix?.label ?? "-"}`] : [],
    );
  const known = new Map(
    ["postgres:16", "postgres:18", "postgres:latest"].map((name, at) => [name, factsOf({ volumes: [`/var/lib/postgresql${at === 0 ? "/data" : ""}`] })]),
  );

  /** By the image itself, and before it is here by its name alone. */
  test.each<[string, string, string | null, string | null]>([
    ["at the place itself", db("postgres:16", mounted("/var/lib/postgresql/data")), null, null],
    [
      "above it",
      db("postgres:16", mounted("/var/lib/postgresql")),
      "5 lint.image-volume-parent Mount it at /var/lib/postgresql/data",
      "5 lint.image-volume-parent Mount it at /var/lib/postgresql/data",
    ],
    [
      "above it, with a slash",
      db("postgres:16", mounted("/var/lib/postgresql/")),
      "5 lint.image-volume-parent Mount it at /var/lib/postgresql/data",
      "5 lint.image-volume-parent Mount it at /var/lib/postgresql/data",
    ],
    ["from 18 on above is right", db("postgres:18", mounted("/var/lib/postgresql")), null, null],
    [
      "and inside is wrong",
      db("postgres:18", mounted("/var/lib/postgresql/data")),
      "5 lint.image-volume-child Mount it at /var/lib/postgresql",
      "5 lint.image-volume-child Mount it at /var/lib/postgresql",
    ],
    ["nowhere", db("postgres:16", ""), "3 lint.image-volume Keep it in a volume db-data", "3 lint.database-without-volume Keep it in a volume db-data"],
    [
      "beside",
      db("postgres:16", mounted("/data")),
      "3 lint.image-volume Keep it in a volume db-data",
      "3 lint.database-without-volume Keep it in a volume db-data",
    ],
    ["in memory, as was chosen", db("postgres:16", "tmpfs: /var/lib/postgresql/data\n"), null, null],
    ["PGDATA below the mount", db("postgres:16", `${env("/var/lib/postgresql/data/pg")}${mounted("/var/lib/postgresql/data")}`), null, null],
    ["PGDATA in a mount of its own", db("postgres:16", `${env("/pg/data")}${mounted("/pg")}`), null, null],
    ["PGDATA beside the image's volume, below the mount", db("postgres:16", `${env("/var/lib/postgresql/pg")}${mounted("/var/lib/postgresql")}`), null, null],
    [
      "PGDATA out of the mount",
      db("postgres:16", `${env("/pg")}${mounted("/var/lib/postgresql/data")}`),
      "3 lint.database-without-volume Keep it in a volume db-pg",
      "3 lint.database-without-volume Keep it in a volume db-pg",
    ],
    ["no version, so no place", db("postgres", mounted("/var/lib/postgresql")), null, null],
  ])("%s", (_name, text, byImage, byName) => {
    const only = (rule: string | null) => (rule === null ? [] : [rule]);
    expect(rules(text, known)).toEqual(only(byImage));
    expect(rules(text, undefined)).toEqual(only(byName));
  });
});
