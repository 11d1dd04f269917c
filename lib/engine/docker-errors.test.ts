import { describe, expect, test } from "vitest";
import type { Problem } from "@/lib/core/errors";
import { classifyEngineError, registryHost } from "./docker-errors";

const image = "127.0.0.1:5000/alice/web:v1";

/** Texts as engine 20.10.24 gave them. */
const ANSWERS: [string, Problem][] = [
  ['Head "http://127.0.0.1:5000/v2/alice/web/manifests/v1": no basic auth credentials', { code: "IMAGE_DENIED", data: { image } }],
  ["unauthorized: authentication required", { code: "IMAGE_DENIED", data: { image } }],
  ["unauthorized: incorrect username or password", { code: "IMAGE_DENIED", data: { image } }],
  [
    "pull access denied for 127.0.0.1:5002/alice/web, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    { code: "IMAGE_DENIED", data: { image } },
  ],
  ["manifest for 127.0.0.1:5000/nope/x:1 not found: manifest unknown: manifest unknown", { code: "IMAGE_NOT_FOUND", data: { image } }],
  ["No such image: spindle/nope:1", { code: "IMAGE_NOT_FOUND", data: { image } }],
  [
    'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    { code: "REGISTRY_UNREACHABLE", data: { image, host: "127.0.0.1:5000" } },
  ],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 10.255.255.53:53: no such host',
    { code: "REGISTRY_UNREACHABLE", data: { image, host: "127.0.0.1:5000" } },
  ],
  [
    "driver failed programming external connectivity on endpoint x (6f): Bind for 0.0.0.0:8099 failed: port is already allocated",
    { code: "PORT_IN_USE", data: { port: 8099 } },
  ],
  [
    "driver failed programming external connectivity on endpoint x (6f): Error starting userland proxy: listen tcp4 0.0.0.0:8098: bind: address already in use",
    { code: "PORT_IN_USE", data: { port: 8098 } },
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "haproxy": executable file not found in $PATH: unknown',
    { code: "COMMAND_NOT_FOUND", data: { command: "haproxy" } },
  ],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/nosuch": stat /nosuch: no such file or directory: unknown',
    { code: "COMMAND_NOT_FOUND", data: { command: "/nosuch" } },
  ],
  ["[FATAL tini (7)] exec nosuch failed: No such file or directory", { code: "COMMAND_NOT_FOUND", data: { command: "nosuch" } }],
  [
    'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/bin": permission denied: unknown',
    { code: "COMMAND_NOT_EXECUTABLE", data: { command: "/bin" } },
  ],
  ["[FATAL tini (6)] exec /bin failed: Permission denied", { code: "COMMAND_NOT_EXECUTABLE", data: { command: "/bin" } }],
  ["unable to find user nobodyx: no matching entries in passwd file", { code: "NO_SUCH_USER", data: { user: "nobodyx" } }],
  ["unable to find group grpx: no matching entries in group file", { code: "NO_SUCH_USER", data: { user: "grpx" } }],
  ["Cannot mkdir: /bin/sh is not a directory", { code: "WORKING_DIR_INVALID", data: { path: "/bin/sh" } }],
  ["the working directory 'rel' is invalid, it needs to be an absolute path", { code: "WORKING_DIR_INVALID", data: { path: "rel" } }],
  ["could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network", { code: "NETWORK_POOL_EXHAUSTED", data: {} }],
  ["error while removing network: network spindle-x-default id c8d5 has active endpoints", { code: "NETWORK_IN_USE", data: {} }],
  ["all predefined address pools have been fully subnetted", { code: "NETWORK_POOL_EXHAUSTED", data: {} }],
  ["failed to register layer: Error processing tar file(exit status 1): write /x: no space left on device", { code: "DISK_FULL", data: {} }],
  ["network abc is a strange thing", { code: "ENGINE_ERROR", data: { message: "network abc is a strange thing" } }],
];

describe("classifyEngineError", () => {
  test.each(ANSWERS)("%s", (message, problem) => {
    expect(classifyEngineError(message, 500, { image })).toEqual(problem);
  });

  test("says nothing about images where no image was asked for", () => {
    const message = "unauthorized: authentication required";
    expect(classifyEngineError(message, 401)).toEqual({ code: "ENGINE_ERROR", data: { message } });
  });

  test("keeps something to show when the engine said nothing", () => {
    expect(classifyEngineError("  ", 503)).toEqual({ code: "ENGINE_ERROR", data: { message: "The engine answered 503." } });
  });
});

test.each([
  ["nginx", "docker.io"],
  ["library/nginx:1", "docker.io"],
  ["ghcr.io/owner/app:v1", "ghcr.io"],
  ["localhost/app", "localhost"],
  ["127.0.0.1:5000/app", "127.0.0.1:5000"],
])("the registry of %s is %s", (reference, host) => {
  expect(registryHost(reference)).toBe(host);
});
