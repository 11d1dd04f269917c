import { describe, expect, test } from "vitest";
import { completePolicy } from "@/lib/core/policy";
import { plainSpec } from "@/lib/testing/spec";
import type { Alongside } from "./desk";
import { parseCompose } from "./parse-compose";

const worker: Alongside = {
  spec: plainSpec({
    name: "worker",
    containerName: "demo-worker",
    ports: [{ target: 80, protocol: "tcp", published: 60010 }],
    networks: [{ name: "inside", aliases: [] }],
  }),
  scale: 1,
  ports: ["60010/tcp"],
};
const errors = (text: string, { alongside = [worker], ...policy }: Parameters<typeof completePolicy>[0] & { alongside?: Alongside[] } = {}) =>
  parseCompose(text, { stackName: "demo", variables: {}, policy: completePolicy(policy), alongside })
    .issues.filter(({ severity }) => severity === "error")
    .map(({ rule, line, message }) => `${rule} ${line}: ${message}`);
const web = (more = "") => `services:\n  web:\n    image: a:1\n${more}`;

describe("who runs on outside of the file takes a share", () => {
  test("of the services", () => {
    expect(errors(`${web()}  two:\n    image: a:1\n`, { maxServices: 2 })).toEqual([
      "policy.services 4: A stack has at most 2 services; this file has 2, and 1 more runs on outside of it.",
    ]);
    expect(errors(web(), { maxServices: 2 })).toEqual([]);
  });

  test("of host ports, with a free one for a click", () => {
    const text = web('    ports:\n      - "60010:80"\n');
    const { issues } = parseCompose(text, { stackName: "demo", variables: {}, policy: completePolicy({}), alongside: [worker] });
    expect(issues.find(({ rule }) => rule === "port.taken")).toMatchObject({
      line: 5,
      message: 'Host port 60010 is taken by worker, which runs on outside of this file. Write "80" alone for any free one, or remove worker.',
      fix: { label: "Take any free port", insert: '"80"' },
    });
    expect(errors(web('    ports: ["60010:80/udp", "60011:80"]\n'))).toEqual([]);
    const pool = { hostPorts: { from: 60010, to: 60011 } };
    expect(errors(web('    ports: ["80"]\n    scale: 2\n'), pool)).toEqual([
      "policy.ports 4: The stack needs 3 host ports up to here, and there are 2 (60010 to 60011).",
    ]);
  });

  test("of container names and networks", () => {
    expect(errors(web("    container_name: demo-worker\n"))).toEqual([
      "compose.container_name 4: worker, which runs on outside of this file, already has the name demo-worker.",
    ]);
    const names = Array.from({ length: 10 }, (_, at) => `net${at}`);
    const networks = `networks: {${names.map((name) => `${name}: `).join(", ")}}\n`;
    expect(errors(web(networks))).toEqual(["policy.networks 4: A stack has at most 10 networks; 1 is needed by services that run on outside of this file."]);
    expect(errors(web(networks.replace("net9", "inside")))).toEqual([]);
  });

  test("and none once the file has it", () => {
    const text = `${web('    container_name: demo-worker\n    ports: ["60010:80"]\n')}  worker:\n    image: a:1\n`;
    expect(errors(text, { maxServices: 2 })).toEqual([]);
  });
});

test("the services of a text are known also where something is wrong with it, those that are left out are not among them", () => {
  const names = (text: string) => parseCompose(text, { stackName: "demo", variables: {}, policy: completePolicy({}) }).names;
  expect(names(web("    privileged: true\n  Two_: 5\n"))).toEqual(["web", "Two_"]);
  expect(names(`${web()}  late:\n    image: a:1\n    profiles: [debug]\n`)).toEqual(["web"]);
  expect(names("services: {")).toBeNull();
});
