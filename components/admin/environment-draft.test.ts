import { expect, test } from "vitest";
import type { EnvironmentAdminView } from "@/lib/core/environments";
import { draftFault, draftOf, engineOf, settingsOf } from "./environment-draft";

const PROD: EnvironmentAdminView = {
  id: "1",
  name: "prod",
  colour: "prod",
  engine: { kind: "network", host: "engine.example.org", port: 2376, tls: { ca: "CA", certificate: "CERT", key: null }, unprotected: false },
  baseDomain: "apps.example.org",
  openTo: ["p1"],
  needsApproval: true,
  stacks: 2,
  pinned: "192.0.2.1",
  sharing: [],
  status: {
    state: "up",
    since: 0,
    endpoint: "tcp://engine.example.org:2376",
    version: null,
    apiVersion: null,
    name: null,
    cpus: null,
    memoryBytes: null,
    containersRunning: 0,
    containersTotal: 0,
    detail: null,
  },
};

test("a form that is opened and saved changes nothing, and keeps the key that it never had", () => {
  const { name, colour, engine, baseDomain, openTo, needsApproval } = PROD;
  expect(settingsOf(draftOf(PROD))).toEqual({ name, colour, engine, baseDomain, openTo, needsApproval });
  expect(draftFault(draftOf(PROD), false)).toBeNull();
});

test.each([
  ["no name", { name: " " }, "Give it a name."],
  ["no host", { host: "" }, "Write the host of the engine."],
  ["no TLS, unsaid", { secure: "plain" as const }, "Without TLS you have to say that you know."],
  ["no certificate", { certificate: "" }, "Paste the certificates."],
  ["no key the first time", {}, "Paste the client key."],
  ["no socket", { kind: "socket" as const }, "Write the path of the socket."],
  ["nobody", { key: "KEY", projects: [] }, "Choose at least one project."],
])("%s is said before it is sent", (_case, part, fault) => {
  expect(draftFault({ ...draftOf(PROD), ...part }, true)).toBe(fault);
});

test("a line without TLS goes only with the word that one knows", () => {
  const plain = { ...draftOf(PROD), secure: "plain" as const };
  expect(engineOf(plain)).toMatchObject({ tls: null, unprotected: false });
  expect(engineOf({ ...plain, iKnow: true })).toMatchObject({ tls: null, unprotected: true });
});
