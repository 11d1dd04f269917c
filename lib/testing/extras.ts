import * as fc from "fast-check";
import type { ServiceExtras } from "@/lib/core/service-extras";

const MiB = 1024 * 1024;
const word = fc.stringMatching(/^[a-z][a-z0-9]{1,6}$/);
const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((given) => !given.includes("\0") && !/\p{Surrogate}/u.test(given));
const address = fc.constantFrom("10.0.0.7", "192.168.1.53", "fd00::7", "::1");
const some = <T>(item: fc.Arbitrary<T>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const byName = <T extends { name: string }>(items: T[]) => items.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
const id = fc.integer({ min: 0, max: 2_147_483_647 });
const limit = (most: number) =>
  fc.tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 0, max: most })).map(([a, b]) => ({ soft: Math.min(a, b), hard: Math.max(a, b) }));
const MOST = { core: 0, nofile: 1_048_576, nproc: 65_536, stack: 64 * MiB };
const hook = fc.record({
  command: fc.tuple(word, fc.array(text, { maxLength: 2 })).map(([program, rest]) => [program, ...rest]),
  environment: fc.dictionary(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,6}$/), text, { maxKeys: 2, noNullPrototype: true }),
  workingDir: fc.option(
    word.map((name) => `/srv/${name}`),
    { nil: null },
  ),
});

/** What few services ask for, as parseCompose would give it; `configs` of one name have one text. */
export const anyExtras = (tag: string): fc.Arbitrary<ServiceExtras> =>
  fc.record(
    {
      expose: some(fc.integer({ min: 1, max: 65535 })).map((ports) => ports.sort((a, b) => a - b).map((port) => `${port}/tcp`)),
      extraHosts: fc.uniqueArray(fc.record({ name: word, address }), { minLength: 1, maxLength: 3, selector: ({ name }) => name }).map(byName),
      dns: some(address),
      dnsSearch: some(word),
      dnsOptions: some(fc.constantFrom("ndots:2", "use-vc", "timeout:1")),
      domainname: word,
      groupAdd: some(fc.constantFrom("0", "1001", "mail", "www-data")),
      ulimits: fc
        .subarray(["core", "nofile", "nproc", "stack"] as const, { minLength: 1 })
        .chain((names) => fc.tuple(...names.map((name) => limit(MOST[name]).map((figures) => ({ name, ...figures })))))
        .map((limits) => byName([...limits])),
      sysctls: fc
        .subarray(["kernel.shm_rmid_forced", "net.ipv4.tcp_syncookies"], { minLength: 1 })
        .map((names) => Object.fromEntries(names.map((name) => [name, "1"]))),
      cpuShares: fc.integer({ min: 2, max: 4096 }),
      cpuPeriod: fc.integer({ min: 1000, max: 99_999 }),
      memorySwappiness: fc.integer({ min: 0, max: 100 }),
      platform: fc.constantFrom("linux/amd64", "linux/arm64/v8"),
      pull: fc.oneof(
        fc.constant({ policy: "always" as const }),
        fc.integer({ min: 1, max: 31_000_000 }).map((seconds) => ({ policy: "after" as const, seconds })),
      ),
      configs: fc
        .uniqueArray(fc.record({ target: word.map((name) => `/etc/${name}`), uid: id, gid: id, mode: fc.integer({ min: 0, max: 0o777 }), content: text }), {
          minLength: 1,
          maxLength: 3,
          selector: ({ target }) => target,
        })
        .map((files) => files.map((file, index) => ({ ...file, source: `${tag}-file${index}` })).sort((a, b) => (a.target < b.target ? -1 : 1))),
      postStart: fc.array(hook, { minLength: 1, maxLength: 2 }),
      preStop: fc.array(hook, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [], noNullPrototype: true },
  );
