import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A small authority of its own, with a certificate for an engine and one for its client. Written by hand, so that no program has to be there. */
export interface Certificates {
  ca: string;
  server: { certificate: string; key: string };
  client: { certificate: string; key: string };
}

export function makeCertificates({ names = ["localhost"], addresses = ["127.0.0.1"], validDays = 2 } = {}): Certificates {
  const authority = party("Spindle test authority");
  const [server, client] = [party("engine"), party("client")];
  const altNames = [...names.map((name) => tagged(0x82, Buffer.from(name))), ...addresses.map((ip) => tagged(0x87, Buffer.from(ip.split(".").map(Number))))];
  const forServer = [extension("2.5.29.17", seq(...altNames)), extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.1")))];
  const forClient = [extension("2.5.29.37", seq(oid("1.3.6.1.5.5.7.3.2")))];
  const isAuthority = [extension("2.5.29.19", seq(tagged(0x01, Buffer.from([0xff]))), true)];
  return {
    ca: certify(authority, authority, isAuthority, 365),
    server: { certificate: certify(server, authority, forServer, validDays), key: pem(server.privateKey) },
    client: { certificate: certify(client, authority, forClient, validDays), key: pem(client.privateKey) },
  };
}

interface Party {
  name: Buffer;
  publicKey: KeyObject;
  privateKey: KeyObject;
}

const party = (commonName: string): Party => ({
  name: seq(tagged(0x31, seq(oid("2.5.4.3"), tagged(0x0c, Buffer.from(commonName))))),
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }),
});

const pem = (key: KeyObject): string => key.export({ type: "pkcs8", format: "pem" }).toString();

function certify(subject: Party, issuer: Party, extensions: Buffer[], days: number): string {
  const algorithm = seq(oid("1.2.840.10045.4.3.2"));
  const validity = seq(utcTime(Date.now() - 2 * 86_400_000), utcTime(Date.now() + days * 86_400_000));
  const serial = tagged(0x02, Buffer.concat([Buffer.from([0x01]), randomBytes(8)]));
  const spki = subject.publicKey.export({ type: "spki", format: "der" });
  const version = tagged(0xa0, tagged(0x02, Buffer.from([2])));
  const body = seq(version, serial, algorithm, issuer.name, validity, subject.name, spki, tagged(0xa3, seq(...extensions)));
  const signature = tagged(0x03, Buffer.concat([Buffer.from([0]), sign("sha256", body, issuer.privateKey)]));
  const lines =
    seq(body, algorithm, signature)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

const extension = (id: string, value: Buffer, critical = false): Buffer =>
  seq(oid(id), ...(critical ? [tagged(0x01, Buffer.from([0xff]))] : []), tagged(0x04, value));

const utcTime = (at: number): Buffer => tagged(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-:T]/g, "")}Z`));

const seq = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts));

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part & 0x7f];
    for (let left = part >>> 7; left > 0; left >>>= 7) groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}
