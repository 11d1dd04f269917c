import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ParseOptions } from "@/lib/compose/parse-compose";
import { type BindGrant, DEFAULT_POLICY, type Policy } from "@/lib/core/policy";
import { plainSpec } from "@/lib/testing/spec";
import { factsOf } from "./image-facts";

/** A file of the folder `samples`, with a mark at every line that something is said of. */
export interface RuleSample {
  name: string;
  text: string;
  /** `name.rancher.yml` beside it. */
  rancherText: string | null;
  options: ParseOptions;
}

const FOLDER = join(import.meta.dirname, "samples");

const plainOptions: ParseOptions = { stackName: "demo", variables: {}, policy: DEFAULT_POLICY };

const policyWith = (part: Partial<Policy>): Partial<ParseOptions> => ({ policy: { ...DEFAULT_POLICY, ...part } });

const grant = (path: string, part: Partial<BindGrant>): BindGrant => ({
  path,
  mode: "rw",
  users: ["me"],
  projects: [],
  uid: 1000,
  gid: 1000,
  groups: [],
  ...part,
});

/** What has to be so for a sample's rules to be said; the others need a fresh installation and no more. */
export const WORLDS: Record<string, Partial<ParseOptions>> = {
  "image-parent": { images: new Map([["postgres:16", factsOf({ volumes: ["/var/lib/postgresql/data"] })]]) },
  images: {
    images: new Map([
      ["spindle/keeper:1", factsOf({ volumes: ["/data"], exposed: ["8080/tcp"] })],
      ["spindle/keeper:2", factsOf({ volumes: ["/data"], exposed: ["8080/tcp"] })],
      ["spindle/demo:v1", factsOf({ exposed: ["8080/tcp"] })],
      ["spindle/shell:1", factsOf({ healthcheck: null })],
    ]),
  },
  taken: { takenPorts: new Map([["60010/tcp", "other/web"]]) },
  grants: {
    ...policyWith({ bindRoots: [grant("/srv/read", { mode: "ro" }), grant("/srv/mine", {})] }),
    asker: { username: "me", projects: [], uid: 1000, gid: 1000, groups: [] },
  },
  "granted-ports": {
    ...policyWith({ portGrants: [{ from: 80, to: 81, projects: ["beamline"], reason: "the portal" }] }),
    asker: { username: "me", projects: ["beamline"] },
  },
  "non-root": policyWith({ nonRoot: true }),
  registries: policyWith({ registries: ["registry.example.org"], privateNamespaces: { "registry.example.org/private": ["somebody"] } }),
  names: policyWith({ namingHints: true }),
  counts: policyWith({ maxServices: 2 }),
  secrets: { own: { volumesOutsideStack: ["mine"], secrets: ["undeclared", "idle"] } },
  "start-first": { besides: new Map([["store", plainSpec({ name: "store", image: "mysql:5", ports: [{ target: 80, protocol: "tcp", published: 60010 }] })]]) },
};

export const RULE_SAMPLES: RuleSample[] = readdirSync(FOLDER)
  .filter((file) => !file.endsWith(".rancher.yml"))
  .sort()
  .map((file) => sampleIn(file.replace(/\.yml$/, "")));

function sampleIn(name: string): RuleSample {
  const second = readdirSync(FOLDER).includes(`${name}.rancher.yml`);
  const rancherText = second ? readFileSync(join(FOLDER, `${name}.rancher.yml`), "utf8") : null;
  return { name, text: readFileSync(join(FOLDER, `${name}.yml`), "utf8"), rancherText, options: { ...plainOptions, rancherText, ...WORLDS[name] } };
}
