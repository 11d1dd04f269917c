import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, SPIN_CAPABILITIES } from "@/lib/core/policy";
import { canonicalText, type HealthcheckSpec, type MountSpec, type PortSpec, type ServiceSpec, type StackSpec } from "@/lib/core/spec";
import { anyExtras } from "@/lib/testing/extras";
import { parseCompose, parseComposeFiles } from "./parse-compose";
import { dependants, removeServiceFromText } from "./remove-service";
import { renderStack } from "./render";

const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "demo", variables, policy: DEFAULT_POLICY });
const MiB = 1024 * 1024;

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
const sendable = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !text.includes("\0"));
const inline = sendable.filter((text) => !/[\p{C}]/u.test(text));
const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => `/srv/${parts.join("/")}`);
const opt = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
// Made once, as building these is slow.
const variableName = fc.stringMatching(/^[A-Z_][A-Z0-9_.-]{0,6}$/);
const labelName = fc.stringMatching(/^[a-z][a-z0-9./_-]{0,8}$/);
const resource = fc.stringMatching(/^[a-z][a-z0-9_.-]{1,5}$/);
const record = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) => fc.dictionary(key, value, { maxKeys: 4, noNullPrototype: true });

const ports = fc.uniqueArray(
  fc.record<PortSpec>({ target: fc.integer({ min: 1, max: 65535 }), protocol: fc.constantFrom("tcp", "udp"), published: fc.constant(null) }),
  {
    selector: (port) => `${port.target}/${port.protocol}`,
    maxLength: 3,
  },
);
const mounts = (volumes: string[]) =>
  fc.uniqueArray(
    fc.oneof<fc.Arbitrary<MountSpec>[]>(
      fc.record(
        { type: fc.constant("anonymous" as const), target: path, readOnly: fc.boolean(), noCopy: fc.constant(true as const) },
        { requiredKeys: ["type", "target", "readOnly"] },
      ),
      fc.record(
        {
          type: fc.constant("tmpfs" as const),
          target: path,
          sizeBytes: opt(fc.integer({ min: 1024, max: 64 * MiB })),
          mode: fc.integer({ min: 0, max: 0o777 }),
          uid: fc.nat(99_999),
          gid: fc.nat(99_999),
        },
        { requiredKeys: ["type", "target", "sizeBytes"] },
      ),
      ...(volumes.length > 0
        ? [
            fc.record(
              {
                type: fc.constant("volume" as const),
                source: fc.constantFrom(...volumes),
                target: path,
                readOnly: fc.boolean(),
                noCopy: fc.constant(true as const),
              },
              { requiredKeys: ["type", "source", "target", "readOnly"] },
            ),
          ]
        : []),
    ),
    { selector: (mount) => mount.target, maxLength: 3 },
  );
const healthcheck: fc.Arbitrary<HealthcheckSpec> = fc.oneof(
  fc.constant<HealthcheckSpec>({ test: ["NONE"], intervalMs: null, timeoutMs: null, startPeriodMs: null, retries: null }),
  fc.record({
    test: opt(
      fc.oneof(
        fc.array(sendable, { minLength: 1, maxLength: 3 }).map((words) => ["CMD", ...words]),
        sendable.map((text) => ["CMD-SHELL", text]),
      ),
    ),
    intervalMs: opt(fc.integer({ min: 1000, max: 3_600_000 })),
    timeoutMs: opt(fc.integer({ min: 1, max: 3_600_000 })),
    startPeriodMs: opt(fc.integer({ min: 1, max: 3_600_000 })),
    retries: opt(fc.integer({ min: 1, max: 100 })),
  }),
);

const service = (name: string, earlier: string[], volumes: string[], networks: string[]): fc.Arbitrary<ServiceSpec> =>
  fc
    .tuple(
      plainService(name, earlier, volumes, networks),
      anyExtras(name),
      opt(fc.integer({ min: 1, max: 1000 })),
      fc.constantFrom("own", "own", "own", "none", "shared"),
      fc.boolean(),
    )
    .map(([plain, extras, swap, net, retainIp]) => {
      const spec: ServiceSpec = { ...plain, ...extras, ...(retainIp && net === "own" && { retainIp }) };
      if (swap !== null) spec.memorySwapBytes = Math.min(8192 * MiB, spec.memoryBytes + swap * 1024);
      if (spec.memorySwapBytes === spec.memoryBytes) delete spec.memorySwapBytes;
      if (spec.readOnly) delete spec.configs;
      return net === "own" ? spec : apart(spec, net === "shared" ? earlier : []);
    });

/** The same without a network of its own, or in that of an earlier service. */
function apart(spec: ServiceSpec, earlier: string[]): ServiceSpec {
  const [host] = earlier;
  const { sysctls: _sysctls, ...rest } = spec;
  const alone: ServiceSpec = { ...rest, networks: [], ports: [], networkMode: "none" };
  if (host === undefined) return alone;
  const { expose: _expose, extraHosts: _hosts, dns: _dns, dnsSearch: _search, dnsOptions: _options, domainname: _domain, ...shared } = alone;
  const dependsOn = spec.dependsOn.some((other) => other.service === host)
    ? spec.dependsOn
    : [...spec.dependsOn, { service: host, condition: "service_started" as const }];
  return { ...shared, hostname: null, networkMode: { service: host }, dependsOn };
}

const plainService = (name: string, earlier: string[], volumes: string[], networks: string[]): fc.Arbitrary<ServiceSpec> =>
  fc.record<ServiceSpec>({
    name: fc.constant(name),
    image: fc.constantFrom("app:v1", "registry.site:5000/team/app:1.2", `a/b@sha256:${"0".repeat(64)}`),
    command: opt(fc.array(sendable, { maxLength: 3 })),
    entrypoint: opt(fc.array(sendable, { minLength: 1, maxLength: 3 })),
    environment: record(variableName, sendable),
    ports,
    mounts: mounts(volumes),
    networks: fc.uniqueArray(
      fc
        .record({
          name: fc.constantFrom(...networks),
          aliases: fc.uniqueArray(word, { maxLength: 2 }).map((aliases) => aliases.sort()),
          priority: fc.integer({ min: -3, max: 3 }),
        })
        .map(({ priority, ...network }) => (priority === 0 ? network : { ...network, priority })),
      { selector: (network) => network.name, minLength: 1 },
    ),
    labels: record(labelName, inline),
    healthcheck: opt(healthcheck),
    dependsOn: fc
      .subarray(earlier)
      .chain((names) =>
        fc.tuple(
          ...names.map((dependency) =>
            fc.record({ service: fc.constant(dependency), condition: fc.constantFrom("service_started", "service_healthy", "service_completed_successfully") }),
          ),
        ),
      ) as fc.Arbitrary<ServiceSpec["dependsOn"]>,
    restart: fc.oneof(
      fc.constant({ policy: "no" as const }),
      fc.constant({ policy: "unless-stopped" as const }),
      fc.record({ policy: fc.constant("on-failure" as const), maxRetries: fc.integer({ min: 0, max: 9999 }) }),
    ),
    user: opt(fc.constantFrom("0", "1000", "1000:1000", "nobody", "www-data:www-data")),
    capAdd: fc.subarray(SPIN_CAPABILITIES).map((names) => names.sort()),
    capDrop: fc.subarray(["ALL", "CHOWN", "NET_RAW"]),
    readOnly: fc.boolean(),
    init: opt(fc.boolean()),
    tty: fc.boolean(),
    stdinOpen: fc.boolean(),
    hostname: opt(word),
    workingDir: opt(path),
    containerName: fc.constant(null),
    stopSignal: opt(fc.constantFrom("SIGTERM", "SIGINT", "9")),
    stopGraceSeconds: fc.integer({ min: 0, max: 300 }),
    memoryBytes: fc.integer({ min: 64 * MiB, max: 8192 * MiB }),
    memoryReservationBytes: opt(fc.integer({ min: 6 * MiB, max: 64 * MiB })),
    cpus: fc.integer({ min: 1, max: 400 }).map((percent) => percent / 100),
    pids: fc.integer({ min: 1, max: 4096 }),
    shmBytes: opt(fc.integer({ min: 1024, max: 1024 * MiB })),
    log: fc.record({ maxSizeBytes: fc.integer({ min: 4096, max: 100 * MiB }), maxFiles: fc.integer({ min: 1, max: 10 }) }),
    scale: fc.integer({ min: 0, max: 4 }),
  });

const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);

/** A network is shared with one container that has a network of its own. */
function mendShared(services: ServiceSpec[]): void {
  for (const spec of services) {
    const { networkMode } = spec;
    const host = typeof networkMode === "object" ? services.find(({ name }) => name === networkMode.service) : undefined;
    if (!host) continue;
    if (typeof host.networkMode === "object") spec.networkMode = "none";
    else host.scale = 1;
  }
}

/** As parseCompose orders things. */
function settle(services: ServiceSpec[], networks: string[], volumes: string[]): StackSpec {
  mendShared(services);
  for (const spec of services) {
    spec.ports.sort((a, b) => a.target - b.target || a.protocol.localeCompare(b.protocol));
    spec.mounts.sort((a, b) => (a.target < b.target ? -1 : 1));
    spec.networks.sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || byName(a, b));
    spec.dependsOn.sort((a, b) => (a.service < b.service ? -1 : 1));
  }
  const joined = networks.filter((name) => services.some((spec) => spec.networks.some((network) => network.name === name)));
  return {
    services: services.sort(byName),
    networks: joined.map((name, index) => ({ name, internal: index % 2 === 1 })).sort(byName),
    volumes: volumes.map((name) => ({ name })).sort(byName),
  };
}

const stack: fc.Arbitrary<StackSpec> = fc
  .record({
    names: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }),
    networks: fc.uniqueArray(resource, { maxLength: 2 }).map((names) => ["default", ...names.filter((name) => name !== "default")]),
    volumes: fc.uniqueArray(resource, { maxLength: 2 }),
  })
  .chain(({ names, networks, volumes }) =>
    fc.tuple(...names.map((name, index) => service(name, names.slice(0, index), volumes, networks))).map((services) => settle(services, networks, volumes)),
  );

describe("rendering and reading are inverse", () => {
  test("any accepted stack comes back the same", () => {
    fc.assert(
      fc.property(stack, (spec) => {
        const text = renderStack(spec);
        const result = parse(text);
        expect(result.issues.filter((issue) => issue.severity === "error")).toEqual([]);
        expect(canonicalText(result.spec)).toBe(canonicalText(spec));
        expect(renderStack(result.spec ?? spec)).toBe(text);
      }),
      { numRuns: 60 },
    );
  });

  test("a stack over itself is itself, and two files mean what the text they are merged to means", () => {
    const options = { stackName: "demo", variables: {}, policy: DEFAULT_POLICY };
    const files = (...specs: StackSpec[]) =>
      parseComposeFiles(
        specs.map((spec, index) => ({ name: `file${index}`, text: renderStack(spec) })),
        options,
      );
    fc.assert(
      fc.property(stack, stack, (one, other) => {
        // Compose joins the hooks of two files, so those would run twice.
        const plain = { ...one, services: one.services.map(({ postStart: _start, preStop: _stop, ...spec }) => spec) };
        expect(canonicalText(files(plain, plain).spec)).toBe(canonicalText(plain));
        const both = files(one, other);
        if (both.spec) expect(canonicalText(parse(both.text ?? "").spec)).toBe(canonicalText(both.spec));
      }),
      { numRuns: 15 },
    );
  });

  test("removing a service nobody needs removes just that", () => {
    fc.assert(
      fc.property(stack, (spec) => {
        const victim = spec.services.find((candidate) => dependants(spec, candidate.name).length === 0);
        fc.pre(victim !== undefined && spec.services.length > 1);
        const left = parse(removeServiceFromText(renderStack(spec), victim?.name ?? "")).spec?.services;
        expect(canonicalText(left)).toBe(canonicalText(spec.services.filter((candidate) => candidate !== victim)));
      }),
      { numRuns: 25 },
    );
  });
});

/** Pieces of compose files in any order, so that odd texts get past the first check. */
const PIECES = [
  "services:",
  "\n",
  "\n  ",
  "\n    ",
  "\n      ",
  "web:",
  "image: a:1",
  "ports:",
  "- ",
  "[",
  "]",
  "{",
  "}",
  ": ",
  ", ",
  "'",
  '"',
  "&a ",
  "*a",
  "<<: *a",
  "!x ",
  "|",
  ">",
  "# c",
  "%Y",
  "---",
  "...",
  "$",
  "${",
  "}",
  ":-",
  "$$",
  "privileged: true",
  "deploy:",
  "replicas: 2",
  "volumes:",
  "data:/x",
  "/:/x",
  "null",
  "~",
  "0x1f",
  "1e400",
  ".nan",
  "\t",
  "\r",
  "\u0000",
  "\uFEFF",
  "\uD800",
  "__proto__: ",
  "? ",
  "healthcheck:",
  "test: x",
  "interval: 1s",
  "depends_on: [web]",
  "networks:",
  "x-a:",
  "environment:",
  "A=1",
  "extends: web",
  "extends: {service: web}",
  "network_mode: service:web",
  "links: [web]",
  "profiles: [a]",
  "configs: [c]",
  "content: x",
  "ulimits: {nofile: 1}",
  "extra_hosts: [a=1.2.3.4]",
  "post_start: [{command: x}]",
];

describe("any text at all", () => {
  const sound = (text: string, variables: Record<string, string>) => {
    const { spec, issues, lines } = parse(text, variables);
    expect(spec === null).toBe(issues.some((issue) => issue.severity === "error"));
    expect(lines).toBeGreaterThanOrEqual(0);
    const places = issues.map((issue) => [issue.line, issue.column] as const);
    expect(places).toEqual([...places].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    for (const issue of issues) {
      expect(issue.line).toBeGreaterThanOrEqual(1);
      expect(issue.endLine > issue.line || issue.endColumn > issue.column).toBe(true);
      if (issue.fix) expect(issue.fix.from >= 0 && issue.fix.from <= issue.fix.to && issue.fix.to <= text.length).toBe(true);
    }
    removeServiceFromText(text, "web");
    if (spec) expect(canonicalText(parse(renderStack(spec)).spec)).toBe(canonicalText(spec));
  };
  const variables = record(word, fc.string());

  test("never throws, and always says where", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), variables, sound), { numRuns: 300 });
  });

  test("nor does anything put together from pieces of compose files", () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((parts) => parts.join(""));
    fc.assert(fc.property(pieces, variables, sound), { numRuns: 600 });
  });

  test("nor does a good file with a few characters changed", () => {
    const mutated = fc
      .tuple(stack, fc.array(fc.tuple(fc.nat(), fc.constantFrom(...PIECES), fc.nat({ max: 6 })), { minLength: 1, maxLength: 5 }))
      .map(([spec, edits]) => {
        let text = renderStack(spec);
        for (const [seed, piece, drop] of edits) {
          const at = seed % (text.length + 1);
          text = text.slice(0, at) + piece + text.slice(at + drop);
        }
        return text;
      });
    fc.assert(fc.property(mutated, variables, sound), { numRuns: 100 });
  });
});
