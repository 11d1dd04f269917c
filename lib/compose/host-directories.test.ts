// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that
import { describe, expect, test } from "vitest";
import { type Asker, type BindGrant, completePolicy } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";
import { renderStack } from "./render";

const grant = (part: Partial<BindGrant>): BindGrant => ({
  path: "/global/team",
  mode: "ro",
  users: ["ada"],
  projects: [],
  uid: 80115,
  gid: 80115,
  groups: [71999],
  ...part,
});
const ADA: Asker = { username: "ada", projects: ["ada"] };
const GRANTS = [grant({}), grant({ path: "/global/team/scratch", mode: "rw" }), grant({ path: "/global/other", users: ["bob"] })];

const file = (lines: string) => `services:\n  web:\n    image: app:v1\n${lines.replaceAll(/^/gm, "    ")}\n`;
const parse = (lines: string, bindRoots = GRANTS, asker: Asker | null = ADA) =>
  parseCompose(file(lines), { stackName: "demo", variables: { DIR: "/etc" }, policy: completePolicy({ bindRoots }), asker });
const errors = (lines: string, bindRoots?: BindGrant[], asker?: Asker | null) =>
  parse(lines, bindRoots, asker).issues.filter(({ severity }) => severity === "error");
const AS_ADA = "user: '80115:80115'";
const mounting = (volume: string) => `${AS_ADA}\nvolumes:\n  - ${volume}`;

describe("a granted directory", () => {
  test.each<[string, string, boolean]>([
    ["the root itself", "'/global/team:/data:ro'", true],
    ["a directory below", "'/global/team/a/b:/data:ro'", true],
    ["spelled untidily", "'/global//team/./a/:/data:ro'", true],
    ["in the long form", "{type: bind, source: /global/team/a, target: /data, read_only: true}", true],
    [
      "with what is so anyway",
      "{type: bind, source: /global/team/a, target: /data, read_only: true, bind: {propagation: rprivate, create_host_path: false}}",
      true,
    ],
    ["writable where writing is granted", "'/global/team/scratch/x:/data'", false],
  ])("%s is mounted", (_what, volume, readOnly) => {
    const { spec, issues } = parse(mounting(volume));
    expect(issues.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(spec?.services[0]?.mounts).toMatchObject([{ type: "bind", target: "/data", readOnly }]);
    expect(spec?.services[0]?.capabilities).toEqual(["NET_BIND_SERVICE"]);
    const again = parseCompose(renderStack(spec as NonNullable<typeof spec>), {
      stackName: "demo",
      variables: {},
      policy: completePolicy({ bindRoots: GRANTS }),
      asker: ADA,
    });
    expect(again.spec).toEqual(spec);
  });

  test("carries its root, both tidied", () => {
    expect(parse(mounting("'/global//team/./a/:/data:ro'")).spec?.services[0]?.mounts).toEqual([
      { type: "bind", source: "/global/team/a", root: "/global/team", target: "/data", readOnly: true },
    ]);
  });

  test("is granted to a project as well as to a person", () => {
    const roots = [grant({ users: [], projects: ["beamline"] })];
    expect(errors(mounting("'/global/team:/data:ro'"), roots, { username: "bob", projects: ["beamline"] })).toEqual([]);
    expect(errors(mounting("'/global/team:/data:ro'"), roots, { username: "bob", projects: ["bob"] })).not.toEqual([]);
  });
});

/** A5: every way around a root. */
test.each([
  "'/global/team-two:/data:ro'",
  "'/global/teamster/x:/data:ro'",
  "'/global/team/../other:/data:ro'",
  "'/global/team/..:/data:ro'",
  "'/global/team/a/../../..:/data:ro'",
  "'/global:/data:ro'",
  "'/:/data:ro'",
  "'/global/other:/data:ro'",
  "'/global/TEAM:/data:ro'",
  "'/etc:/data:ro'",
  "'./team:/data:ro'",
  "'~/team:/data:ro'",
  "'${DIR}:/data:ro'",
  "'/global/team${DIR}/../../../etc:/data:ro'",
  "'/var/run/docker.sock:/s:ro'",
  "'/global/team:/data'",
  "'/global/team:/data:rw'",
  "'/global/team:/data:ro,rshared'",
  "'/global/team:/data:z'",
  "'/global/team:/data:ro:x'",
  "'/global/team:/proc/x:ro'",
  "'/global/team:/:ro'",
  "'/global/team:/run/secrets:ro'",
  "{type: bind, source: /global/team, target: /data}",
  "{type: bind, source: /global/team-two, target: /data, read_only: true}",
  "{type: bind, target: /data, read_only: true}",
  "{type: bind, source: /global/team, target: /data, read_only: true, bind: {propagation: rshared}}",
  "{type: bind, source: /global/team, target: /data, read_only: true, bind: {create_host_path: true}}",
  "{type: bind, source: /global/team, target: /data, read_only: true, bind: {selinux: z}}",
  "{type: volume, source: /global/team, target: /data, read_only: true}",
  "{type: npipe, source: /global/team, target: /data, read_only: true}",
])("%s is refused", (volume) => expect(errors(mounting(volume)).map(({ path }) => path.startsWith("services.web"))).toContain(true));

describe("without a grant", () => {
  test.each<[string, Asker | null]>([
    ["nobody", null],
    ["somebody else", { username: "eve", projects: ["eve"] }],
  ])("%s mounts nothing, and is not told what others have", (_who, asker) => {
    const [issue] = errors(mounting("'/global/team:/data:ro'"), GRANTS, asker);
    expect(issue).toMatchObject({ rule: "policy.volumes", line: 6 });
    expect(issue?.message).not.toContain("/global/other");
    expect(issue?.message).not.toContain("Granted to you");
  });

  test("elsewhere: the own ones are listed", () => {
    expect(errors(mounting("'/etc:/data:ro'"))[0]?.message).toBe(
      "Host directories must be granted by an administrator. Granted to you: /global/team (read only), /global/team/scratch (read and write).",
    );
  });
});

describe("whoever sees shared files", () => {
  const shared = "volumes: ['/global/team:/data:ro']";

  test.each(["user: root", "user: '0'", "user: '80115'", "user: '80115:0'", "user: '80116:80115'", "user: '080115:80115'", "user: ada", "tty: true"])(
    "%s is not their owner",
    (line) => {
      const said = errors(`${line}\n${shared}`);
      expect(said.some(({ rule }) => rule === "policy.user" || rule === "compose.user")).toBe(true);
    },
  );

  test("is pinned to them by one click", () => {
    const text = file(`tty: true\n${shared}`);
    const [issue] = errors(`tty: true\n${shared}`);
    expect(issue).toMatchObject({ rule: "policy.user", message: "A service that sees shared files must run as you (80115:80115)." });
    const { from = 0, to = 0, insert = "" } = issue?.fix ?? {};
    expect(
      parseCompose(text.slice(0, from) + insert + text.slice(to), {
        stackName: "demo",
        variables: {},
        policy: completePolicy({ bindRoots: GRANTS }),
        asker: ADA,
      }).spec,
    ).not.toBeNull();
  });

  test("adds NET_BIND_SERVICE and nothing else", () => {
    expect(errors(`${AS_ADA}\n${shared}\ncap_add: [NET_BIND_SERVICE]`)).toEqual([]);
    for (const name of ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL"])
      expect(errors(`${AS_ADA}\n${shared}\ncap_add: [${name}]`)).toMatchObject([{ rule: "policy.cap_add" }]);
  });

  test("must be known by number, or the sentence says so", () => {
    const [issue] = errors(`${AS_ADA}\n${shared}`, [grant({ uid: null, gid: null })]);
    expect(issue?.message).toBe(
      "The user number of ada is not known here, so a service cannot run as ada. An administrator adds uid and gid to the grant of /global/team.",
    );
    expect(errors(`${AS_ADA}\n${shared}`, [grant({ uid: null, gid: null })], { ...ADA, uid: 80115, gid: 80115 })).toEqual([]);
  });

  test("is one person: two owners need two services", () => {
    const roots = [grant({}), grant({ path: "/global/two", uid: 1, gid: 1 })];
    expect(errors(`${AS_ADA}\nvolumes: ['/global/team:/a:ro', '/global/two:/b:ro']`, roots)).toMatchObject([{ rule: "policy.user" }]);
  });
});

test("a fix mounts read-only what is granted for reading", () => {
  const lines = `${AS_ADA}\nvolumes:\n  - /global/team:/data`;
  const [issue] = errors(lines);
  expect(issue?.fix).toMatchObject({ label: "Mount it read-only", insert: "/global/team:/data:ro" });
});
