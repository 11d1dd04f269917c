import { connect, createServer } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { openDoors } from "@/lib/testing/door-room";
import { MAX_BODY_BYTES } from "./body-limit";
import { TokenBuckets } from "./token-buckets";

describe("B8: a request line", () => {
  test("of 30 that mean another host or two things at once goes nowhere, and nothing is connected to", async () => {
    let connections = 0;
    const decoy = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((done) => decoy.listen(0, "127.0.0.1", done));
    const { port: away } = decoy.address() as { port: number };
    const { seen, send, port } = await openDoors({ url: `http://spindle.example.org` });
    const host = "Host: spindle.example.org";
    const lines: [string, ...string[]][] = [
      [`GET http://127.0.0.1:${away}/ HTTP/1.1`, host],
      [`GET https://127.0.0.1:${away}/ HTTP/1.1`, host],
      [`GET http://spindle.example.org/ HTTP/1.1`, host],
      [`GET ws://127.0.0.1:${away}/ws HTTP/1.1`, host, "Connection: Upgrade", "Upgrade: websocket"],
      [`GET http://127.0.0.1:${away}/ws HTTP/1.1`, host, "Connection: Upgrade", "Upgrade: websocket"],
      [`CONNECT 127.0.0.1:${away} HTTP/1.1`, `Host: 127.0.0.1:${away}`],
      [`CONNECT spindle.example.org:80 HTTP/1.1`, host],
      [`GET //127.0.0.1:${away}/ HTTP/1.1`, host],
      [`GET /sandbox//stacks HTTP/1.1`, host],
      [`GET /\\127.0.0.1:${away}/ HTTP/1.1`, host],
      ["GET /..;/sandbox HTTP/1.1", host],
      ["GET /sandbox/..;/admin HTTP/1.1", host],
      ["GET /sandbox/../admin HTTP/1.1", host],
      ["GET /sandbox/./admin HTTP/1.1", host],
      ["GET /sandbox/%2e%2e/admin HTTP/1.1", host],
      ["GET /sandbox/.%2E HTTP/1.1", host],
      ["GET /sandbox%2fadmin HTTP/1.1", host],
      ["GET /sandbox%5cadmin HTTP/1.1", host],
      ["GET /sandbox%00 HTTP/1.1", host],
      ["GET /sandbox%0d%0aSet-Cookie:x HTTP/1.1", host],
      ["GET /sändbox HTTP/1.1", host],
      ["GET * HTTP/1.1", host],
      ["OPTIONS * HTTP/1.1", host],
      ["TRACE / HTTP/1.1", host],
      ["PROPFIND / HTTP/1.1", host],
      ["GET / HTTP/1.1", "Host: evil.example"],
      ["GET / HTTP/1.1", "Host: spindle.example.org.evil.example"],
      ["GET / HTTP/1.1", "Host: spindle.example.org@evil.example"],
      ["GET / HTTP/1.1", host, "Host: evil.example"],
      ["GET / HTTP/1.1"],
    ];
    expect(lines.length).toBe(30);
    const through: string[] = [];
    for (const [line, ...headers] of lines) {
      const { status } = await send(`${[line, ...headers].join("\r\n")}\r\n\r\n`);
      if (![0, 400, 405, 421].includes(status)) through.push(`${line} ${headers.join(" ")}: ${status}`);
    }
    expect(through).toEqual([]);
    expect([seen.length, connections]).toEqual([0, 0]);
    decoy.close();
    for (const name of ["spindle.example.org", "SPINDLE.example.org:80", `127.0.0.1:${port}`, "localhost"])
      expect((await send(`GET /sandbox/stacks?next=//x HTTP/1.1\r\nHost: ${name}\r\n\r\n`)).status).toBe(200);
  });
});

describe("B9: headers in which a client says who it is", () => {
  const NAMES = [
    ...["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip", "forwarded", "x-spindle-address", "x-spindle-actor"],
    ...["x-middleware-subrequest", "x-middleware-next", "x-middleware-rewrite", "x-middleware-override-headers", "x-middleware-request-x", "x-nonce"],
    ...["x-invoke-path", "x-invoke-status", "x-matched-path", "x-now-route-matches", "x-original-url", "x-rewrite-url", "x-http-method-override"],
    ...["x-http-method", "x-method-override", "x-nextjs-rewritten-path"],
  ];

  test("say nothing to anybody behind the doors, in 200 of 200 tries", async () => {
    const { seen, send, port } = await openDoors();
    const plain = await send(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`).then(() => seen.pop()?.headers);
    const header = fc.tuple(fc.constantFrom(...NAMES), fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(header, { minLength: 1, maxLength: 6 }), async (headers) => {
        const written = headers.map(([name, value, loud]) => `${loud ? name.toUpperCase() : name}: ${value}\r\n`).join("");
        await send(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${written}\r\n`);
        expect(seen.pop()?.headers).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });
});

describe("B7: a body", () => {
  const head = (port: number, more: string) => `POST /api/x HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n\r\n`;

  test("that says it is over a megabyte is refused before a byte of it is read", async () => {
    const { seen, send, port } = await openDoors();
    const { status, text } = await send(head(port, `Content-Length: ${MAX_BODY_BYTES + 1}`));
    expect([status, seen.length, /connection: close/i.test(text)]).toEqual([413, 0, true]);
  });

  test("that does not say so is counted, and ends at a megabyte", async () => {
    const { seen, port } = await openDoors();
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const status = await new Promise<string>((resolve) => {
      let came = "";
      const socket = connect(port, "127.0.0.1", () => socket.write(head(port, "Transfer-Encoding: chunked")));
      const more = () => {
        while (socket.writable && socket.write(chunk));
      };
      socket.on("connect", more).on("drain", more);
      socket.on("data", (data) => {
        came += data.toString();
      });
      socket.on("error", () => undefined).on("close", () => resolve(came.slice(0, 12)));
    });
    expect(status).toBe("HTTP/1.1 413");
    expect(seen[0]?.bytes).toBeLessThanOrEqual(MAX_BODY_BYTES);
  });

  test("of just a megabyte comes through, said or not", async () => {
    const { seen, send, port } = await openDoors();
    const body = "x".repeat(MAX_BODY_BYTES);
    expect((await send(`${head(port, `Content-Length: ${body.length}`)}${body}`)).status).toBe(200);
    expect((await send(`${head(port, "Transfer-Encoding: chunked")}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`)).status).toBe(200);
    expect(seen.map(({ bytes }) => bytes)).toEqual([MAX_BODY_BYTES, MAX_BODY_BYTES]);
  });
});

describe("a file on its way into a container", () => {
  const PLACE = "/api/environments/sandbox/stacks/shop/containers/abc/files/content";
  const head = (port: number, line: string, length: number) => `${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: ${length}\r\n\r\n`;

  test("may have 100 MiB and no byte more; nothing else has that", async () => {
    const { seen, send, port } = await openDoors();
    expect((await send(head(port, `PUT ${PLACE}?path=/x`, MOST_FILE_BYTES + 1))).status).toBe(413);
    for (const line of [`POST ${PLACE}`, `PUT ${PLACE}/more`, `PUT /api/x?${PLACE}`, `PUT ${PLACE.replace("/abc", "")}`, "PUT /api/audit/verify"])
      expect((await send(head(port, line, MAX_BODY_BYTES + 1))).status).toBe(413);
    expect(seen.length).toBe(0);
    const body = "x".repeat(2 * MAX_BODY_BYTES);
    expect((await send(`${head(port, `PUT ${PLACE}?path=/x`, body.length)}${body}`)).status).toBe(200);
    expect(seen.map(({ bytes }) => bytes)).toEqual([body.length]);
  });
});

describe("B7: one address", () => {
  test("gets ten seconds' worth at once, then what its rate gives it, and nothing before anyone works for it", async () => {
    let now = 0;
    const { seen, send, port } = await openDoors({ requestsPerSecond: 2, now: () => now });
    const ask = async (path = "/") => (await send(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).status;
    const burst = [];
    for (let count = 0; count < 25; count += 1) burst.push(await ask());
    expect(burst.filter((status) => status === 200).length).toBe(20);
    expect(seen.length).toBe(20);
    expect(await ask("/_next/static/chunks/a.js")).toBe(200);
    expect((await send(`GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)).status).toBe(429);
    now += 1_000;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
  });

  test("behind a proxy on this machine is the one the proxy names, and nobody else can name one", async () => {
    const { send } = await openDoors({ url: "https://spindle.example.org", requestsPerSecond: 1, now: () => 0 });
    const ask = async (address: string) => (await send(`GET / HTTP/1.1\r\nHost: spindle.example.org\r\nX-Forwarded-For: ${address}\r\n\r\n`)).status;
    for (let count = 0; count < 10; count += 1) expect(await ask("10.0.0.9")).toBe(200);
    expect(await ask("10.0.0.9")).toBe(429);
    expect(await ask("10.0.0.8")).toBe(200);
    const bare = await openDoors({ requestsPerSecond: 1, now: () => 0 });
    const claims = [];
    for (let count = 0; count < 11; count += 1) claims.push((await bare.send(`GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.0.0.${count}\r\n\r\n`)).status);
    expect(claims.at(-1)).toBe(429);
  });

  test("is forgotten when it is whole again, and the oldest when there are too many", () => {
    const buckets = new TokenBuckets({ rate: 1, burst: 2, most: 3 });
    for (const sender of ["a", "b", "c"]) buckets.take(sender, 0);
    expect(buckets.size).toBe(3);
    buckets.take("d", 0);
    expect(buckets.size).toBe(3);
    buckets.take("e", 60_000);
    expect(buckets.size).toBe(1);
  });

  test("never gets more than its rate and burst, however it asks", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2_000), { maxLength: 200 }), (steps) => {
        const buckets = new TokenBuckets({ rate: 3, burst: 5 });
        let now = 0;
        let got = 0;
        for (const step of steps) {
          now += step;
          if (buckets.take("a", now)) got += 1;
        }
        expect(got).toBeLessThanOrEqual(5 + (now / 1_000) * 3 + 1e-6);
      }),
    );
  });
});

test("B17: over TLS browsers are told to stay there, and nothing is kept by what lies between", async () => {
  const { send } = await openDoors({ url: "https://spindle.example.org" });
  const { text } = await send("GET / HTTP/1.1\r\nHost: spindle.example.org\r\n\r\n");
  expect(text).toMatch(/strict-transport-security: max-age=31536000/i);
  expect(text).toMatch(/cache-control: private, no-store/i);
  const plain = await openDoors();
  expect((await plain.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).text).not.toMatch(/strict-transport/i);
});

test("B5: what is sent to a page comes from a page of this site", async () => {
  const { send, port, seen } = await openDoors();
  const post = async (path: string, origin: string | null) =>
    (await send(`POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 0\r\n${origin === null ? "" : `Origin: ${origin}\r\n`}\r\n`)).status;
  const others = [null, "null", "http://evil.example", `http://127.0.0.1:${port}.evil.example`, `http://127.0.0.1:${port + 1}`, `http://127.0.0.1:${port}/`];
  for (const origin of others) expect(`${origin} ${await post("/sandbox/stacks", origin)}`).toBe(`${origin} 403`);
  expect(seen.length).toBe(0);
  expect(await post("/sandbox/stacks", `http://127.0.0.1:${port}`)).toBe(200);
  expect(await post("/api/auth/signout", null)).toBe(200);
});
