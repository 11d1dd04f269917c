import { readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ACCESS } from "@/lib/access-table";
import { fuzzActions } from "@/lib/testing/fuzz-actions";
import { testInstance } from "@/lib/testing/instance";
import { buildWithoutProxy, digestOf, openProduction, type Production } from "@/lib/testing/production";
import { ASKER_NAMES, CANARY, promised, WORDS } from "@/lib/testing/role-lab";
import { fill, inputOf, readable, tryActions, tryReadable } from "@/lib/testing/role-table";
import { actionIds } from "@/lib/testing/send-action";
import { startServer } from "@/lib/testing/server-process";

/** `npm run test:faults`: what strangers and people of every role can send to a production server. Figures are printed; none is timed to pass. */
const FUZZED_LISTS = 1_000;

let production: Production;
beforeAll(async () => {
  production = await openProduction();
}, 240_000);
afterAll(() => production?.close(), 60_000);

const memory = (pid: number) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);

describe("B6: with proxy.ts deleted", () => {
  test("the whole table of roles is the same: 0 leaks", async () => {
    const root = await buildWithoutProxy();
    const bare = await openProduction({ root });
    try {
      const without = await fetch(`${bare.server.url}/sign-in`);
      expect(without.headers.get("content-security-policy"), "the proxy is really gone").toBeNull();
      const reads = await tryReadable(bare.lab, { withProxy: false });
      const actions = await tryActions(bare.lab);
      console.log(`B6: ${reads.asked} reads and ${actions.asked} actions without the proxy`);
      expect([...reads.wrong, ...actions.wrong]).toEqual([]);
    } finally {
      await bare.close();
      rmSync(root, { recursive: true, force: true });
    }
  }, 600_000);
});

describe("B6: other spellings of a path, and headers that talk to the framework", () => {
  const SUBREQUEST = [
    "middleware",
    "src/middleware",
    "proxy",
    "middleware:middleware:middleware:middleware:middleware",
    "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy",
  ];
  const HEADERS: Record<string, string>[] = [
    {},
    { rsc: "1" },
    { rsc: "1", "next-router-prefetch": "1" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
    { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/$d$environment/stacks/$d$stack/__PAGE__" },
    { rsc: "1", "next-router-prefetch": "2" },
    { "x-nextjs-data": "1" },
    ...SUBREQUEST.map((value) => ({ "x-middleware-subrequest": value })),
  ];
  const spellings = (path: string, build: string): string[] => [
    path,
    ...[
      "/",
      ".rsc",
      ".js",
      ".json",
      ".txt",
      ".html",
      "?_rsc=1",
      ".segments/_tree.segment.rsc",
      ".segments/_full.segment.rsc",
      ".prefetch.rsc",
      "/.js",
      ";.js",
    ].map((end) => path + end),
    `/_next/data/${build}${path}.json`,
    `/_next/data/${build}${path}.rsc`,
    path.toUpperCase(),
    path.replace("/sandbox", "/%73andbox"),
    path.replace("/sandbox", "/sandbox%20"),
    `/index${path}`,
  ];

  test("show strangers and other people nothing of a stack", async () => {
    const { lab, server } = production;
    const build = readFileSync(".next/BUILD_ID", "utf8").trim();
    const secrets = [CANARY, WORDS, lab.own.container];
    let asked = 0;
    const leaks: string[] = [];
    for (const { path, rule } of readable.filter(({ rule, method }) => rule.who !== "anyone" && method === "GET")) {
      const plain = fill(path, lab.own);
      for (const spelling of spellings(plain, build)) {
        for (const headers of spelling === plain ? HEADERS : HEADERS.slice(0, 2)) {
          for (const asker of ["anonymous", "other"] as const) {
            const answer = await fetch(server.url + spelling, { headers: { ...headers, cookie: lab.senders[asker].cookie }, redirect: "manual" });
            const body = (await answer.text()).replaceAll(spelling, "");
            asked += 1;
            if (promised(rule, asker) === "through") continue;
            // The container's id may be said back where it is part of the address.
            const found = secrets.filter((text) => body.includes(text) && !spelling.includes(text));
            if (found.length > 0 || answer.status >= 500) leaks.push(`${asker} ${spelling} ${JSON.stringify(headers)}: ${answer.status} ${found}`);
          }
        }
      }
    }
    console.log(`B6: ${asked} spellings`);
    expect(leaks).toEqual([]);
  }, 600_000);
});

test("B8: an action sent to a page that does not know it, under a foreign Host, is sent on to nobody", async () => {
  const { lab, server } = production;
  let connections = 0;
  const decoy = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => decoy.listen(0, "127.0.0.1", done));
  const host = `127.0.0.1:${(decoy.address() as AddressInfo).port}`;
  for (const [name, { id }] of actionIds()) {
    const body = JSON.stringify([inputOf(name, "no-such-stack")]);
    const head = [`POST /sign-in HTTP/1.1`, `Host: ${host}`, `Origin: http://${host}`, `Next-Action: ${id}`, `Cookie: ${lab.senders.owner.cookie}`];
    const rest = [`X-Forwarded-Host: ${host}`, "Content-Type: text/plain;charset=UTF-8", `Content-Length: ${Buffer.byteLength(body)}`, "Connection: close"];
    await new Promise<void>((done) => {
      const socket = connect(server.port, "127.0.0.1", () => socket.write(`${[...head, ...rest].join("\r\n")}\r\n\r\n${body}`));
      socket.on("close", () => done()).on("error", () => done());
      socket.resume();
    });
  }
  decoy.close();
  expect(connections).toBe(0);
}, 120_000);

describe("B9: headers that claim to be somebody", () => {
  test("change nobody's role, in 200 of 200", async () => {
    const { lab, server } = production;
    const names = [
      "x-forwarded-user",
      "x-forwarded-for",
      "x-forwarded-email",
      "x-remote-user",
      "remote-user",
      "impersonate-user",
      "impersonate-group",
      "x-user",
      "x-role",
    ];
    names.push(
      "x-spindle-actor",
      "x-spindle-address",
      "x-http-method-override",
      "x-middleware-subrequest",
      "x-nonce",
      "authorization",
      "x-original-url",
      "x-rewrite-url",
    );
    const values = ["admin", "ada", "system", "root", "127.0.0.1", "/api/users", "Bearer admin", "Basic YWRtaW46YWRtaW4=", "system:masters", "middleware"];
    const headers = fc.dictionary(fc.constantFrom(...names), fc.constantFrom(...values), { minKeys: 1, maxKeys: 8 });
    const query = fc.constantFrom("", "?_method=DELETE", "?role=admin", "?user=ada&actor=admin");
    await fc.assert(
      fc.asyncProperty(headers, query, fc.constantFrom(...ASKER_NAMES), async (claims, search, asker) => {
        const answer = await fetch(`${server.url}/api/users${search}`, { headers: { ...claims, cookie: lab.senders[asker].cookie } });
        const rule = ACCESS.find(({ name }) => name === "GET /api/users")?.rule ?? { who: "admin" as const };
        const promise = promised(rule, asker);
        expect(answer.status).toBe(promise === "through" ? 200 : promise === "sign-in" ? 401 : 403);
      }),
      { numRuns: 200 },
    );
  }, 120_000);
});

describe("B7: 1,000 malformed bodies for actions", () => {
  test("leave the server answering", async () => {
    const { lab, server } = production;
    const [names, before] = [[...actionIds().keys()], memory(server.pid)];
    const piece = fc.constantFrom(
      "[",
      "]",
      "{",
      "}",
      '"',
      ",",
      ":",
      "$",
      "$F1",
      "$@0",
      "$K1",
      "$Q1",
      "$W1",
      "$B1",
      "$undefined",
      "$n9999",
      "\u0000",
      "0:",
      "1:{}",
      "null",
      "__proto__",
      "then",
      "\\u",
      "é",
    );
    const text = fc.oneof(
      fc.string({ maxLength: 2_000 }),
      fc.array(piece, { maxLength: 200 }).map((pieces) => pieces.join("")),
    );
    const boundary = "----x";
    const form = fc
      .tuple(text, text)
      .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name.replace(/["\r\n]/g, "")}"\r\n\r\n${value}\r\n--${boundary}--\r\n`);
    const times: number[] = [];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.oneof(
          text.map((body) => ["text/plain;charset=UTF-8", body]),
          form.map((body) => [`multipart/form-data; boundary=${boundary}`, body]),
        ),
        async (name, [type = "", body = ""]) => {
          const began = performance.now();
          const answer = await fetch(`${server.url}/sandbox/stacks`, {
            method: "POST",
            headers: { "next-action": actionIds().get(name)?.id ?? "", origin: server.url, cookie: lab.senders.other.cookie, "content-type": type },
            body,
            redirect: "manual",
          });
          const said = await answer.text();
          times.push(performance.now() - began);
          expect(said).not.toMatch(/at .*\.(?:js|mjs|ts):\d+|node_modules/);
        },
      ),
      { numRuns: 1_000 },
    );
    const p99 = times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0;
    console.log(`B7: 1,000 malformed bodies: p99 ${p99.toFixed(0)} ms, memory ${before} -> ${memory(server.pid)} MiB`);
    expect((await fetch(`${server.url}/api/environments`, { headers: { cookie: lab.senders.owner.cookie } })).status).toBe(200);
  }, 300_000);
});

describe("B5: every action with fuzzed lists of arguments", () => {
  test(`answers ${FUZZED_LISTS} of them without a 500 and without an effect`, async () => {
    const { lab, server } = production;
    const before = await digestOf(server.dataFolder);
    const { asked, broken } = await fuzzActions(lab.senders.admin, FUZZED_LISTS);
    console.log(`B5: ${asked} lists for ${actionIds().size} actions`);
    expect(broken.slice(0, 10)).toEqual([]);
    expect(await digestOf(server.dataFolder)).toEqual(before);
  }, 1_800_000);
});

test("B7: a sender who is slow on purpose is let go", async () => {
  const { server } = production;
  const lives = await Promise.all(
    Array.from({ length: 50 }, (_, at) => {
      const began = performance.now();
      return new Promise<number>((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => socket.write(`GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nX-${at}: `));
        const drip = setInterval(() => socket.write("x"), 500);
        socket.on("error", () => undefined);
        socket.on("close", () => {
          clearInterval(drip);
          resolve(performance.now() - began);
        });
        socket.resume();
      });
    }),
  );
  console.log(`B7: 50 slow senders were let go after ${(Math.max(...lives) / 1_000).toFixed(1)} s at most`);
  expect((await fetch(`${server.url}/sign-in`)).status).toBe(200);
}, 120_000);

describe("B10: the server does not start", () => {
  test.each([
    ["a short key", "short"],
    ["an example for a key", "change-me-change-me-change-me-0123456789"],
    ["a key that repeats itself", "a".repeat(64)],
  ])(
    "with %s",
    async (_name, key) => {
      const started = startServer({ instance: testInstance("test"), env: { NODE_ENV: "production", NEXTAUTH_SECRET: key } });
      await expect(started).rejects.toThrow(/the server ended with [1-9][\s\S]*NEXTAUTH_SECRET/);
    },
    60_000,
  );
});
