import { connect, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { isPrivateAddress } from "@/lib/core/private-address";
import { pinAddress } from "./pin-address";

/** Spellings of this machine, of the cloud's metadata service and of private networks. Each resolves without a network. */
const SPELLINGS = [
  ...["127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "0x7f.1", "127.255.255.254"],
  ...["0.0.0.0", "0", "localhost", "[::1]", "::1", "[::]", "0:0:0:0:0:0:0:1", "0000::0001"],
  ...["10.0.0.1", "10.1", "012.0.0.1", "0xa000001", "167772161", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.257", "3232235521"],
  ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.170"],
  ...["::ffff:127.0.0.1", "[::ffff:7f00:1]", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "::127.0.0.1", "[::ffff:a9fe:a9fe]"],
  ...["2002:7f00:1::", "2002:c0a8:1::1", "2002:a9fe:a9fe::", "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2001:0:4136:e378:8000:63bf:f5ff:fffe"],
  ...["fe80::1", "fe80::1%lo", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "100::1", "2001:db8::1", "3fff::1", "2606:4700::5efe:7f00:1"],
];

const refusal = (host: string, resolve?: (host: string) => Promise<string[]>) =>
  pinAddress(host, { listed: [], ...(resolve && { resolve }) }).then(
    ({ address }) => `let through as ${address}`,
    (error: unknown) => problemOf(error).code,
  );

describe("B18: an address that somebody typed", () => {
  test(`is refused in each of ${SPELLINGS.length} spellings of private places`, async () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(50);
    for (const host of SPELLINGS) expect(`${host}: ${await refusal(host)}`).toBe(`${host}: ADDRESS_REFUSED`);
  });

  test("is refused when a resolver answers with any private address, however it is written", async () => {
    const answers = [
      ["10.0.0.1"],
      ["1.1.1.1", "127.0.0.1"],
      ["2606:4700::1", "::ffff:10.0.0.1"],
      ["64:ff9b::7f00:1"],
      ["2002:a00:1::1"],
      ["0177.0.0.1"],
      [""],
      [],
    ];
    for (const addresses of answers) expect(`${addresses}: ${await refusal("evil.example", async () => addresses)}`).toBe(`${addresses}: ADDRESS_REFUSED`);
    expect(
      await refusal("gone.example", async () => {
        throw new Error("ENOTFOUND");
      }),
    ).toBe("ADDRESS_REFUSED");
  });

  test("is asked once, so that a name that changes its meaning leads nowhere else", async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return asked === 1 ? ["93.184.216.34"] : ["127.0.0.1"];
    };
    const { address, lookup } = await pinAddress("rebind.example", { listed: [], resolve });
    const again = () => new Promise((done) => lookup("rebind.example", { all: false }, (_error, found) => done(found)));
    expect([address, await again(), await again(), asked]).toEqual(["93.184.216.34", "93.184.216.34", "93.184.216.34", 1]);
  });

  test("that is listed is connected to, and only at the address that was judged", async () => {
    const server = createServer((socket) => socket.end("here"));
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const { lookup } = await pinAddress("engine.example", { listed: ["127.0.0.0/8"], resolve: async () => ["127.0.0.1"] });
    const said = await new Promise((done) => connect({ host: "engine.example", port, lookup }).on("data", (data) => done(data.toString())));
    server.close();
    expect(said).toBe("here");
  });

  test.each([
    ["10.1.2.3", ["10.1.0.0/16"], true],
    ["10.2.2.3", ["10.1.0.0/16"], false],
    ["10.1.2.3", ["10.1.2.3"], true],
    ["10.1.2.3", ["engine.example"], true],
    ["10.1.2.3", ["ENGINE.example"], true],
    ["10.1.2.3", ["example", "0.0.0.0/33", "10.1.2.3/-1", "10.1.2.3/x", "::/0", ""], false],
    ["fd00::5", ["fd00::/8"], true],
    ["fd00::5", ["fd00::4"], false],
  ])("%s is reached where %j are listed: %s", async (address, listed, reached) => {
    const outcome = await pinAddress("engine.example", { listed, resolve: async () => [address] }).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(reached);
  });

  test.each(["1.1.1.1", "172.32.0.1", "100.128.0.1", "169.253.0.1", "223.255.255.254", "2606:4700::1111", "2002:101:101::1", "64:ff9b::101:101"])(
    "%s is public",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );
});
