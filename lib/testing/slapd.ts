import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { LdapSettings } from "@/lib/auth/sign-in-file";

/** A real directory (OpenLDAP) of its own on a port of its own, with TLS by a certificate that nobody else trusts. */
export interface Slapd {
  url: string;
  settings(changes?: Partial<LdapSettings>): LdapSettings;
  /** Changes entries as an administrator would: LDIF with changetypes. */
  change(ldif: string): void;
  stop(): Promise<void>;
}

export const BASE = "dc=lab,dc=example";
export const ADMIN = { dn: `cn=admin,${BASE}`, password: "the admin's own" };
const SLAPD = "/usr/sbin/slapd";

/** Everybody's password is their name and " likes tea". */
const person = (uid: string, number: number) => `dn: uid=${uid},ou=people,${BASE}
objectClass: inetOrgPerson
objectClass: posixAccount
cn: ${uid}
sn: ${uid}
uid: ${uid}
uidNumber: ${number}
gidNumber: ${number + 1000}
homeDirectory: /home/${uid}
userPassword: ${uid} likes tea
`;

const DATA = `dn: ${BASE}
objectClass: domain
dc: lab

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

${person("mara", 80115)}
${person("nils", 80116)}
${person("otto", 80117)}
dn: cn=als,ou=groups,${BASE}
objectClass: groupOfNames
cn: als
member: uid=mara,ou=people,${BASE}

dn: cn=Operators,ou=groups,${BASE}
objectClass: groupOfNames
cn: Operators
member: uid=nils,ou=people,${BASE}

dn: cn=beamline,ou=groups,${BASE}
objectClass: posixGroup
cn: beamline
gidNumber: 71999
memberUid: mara

dn: cn=x\\2ccn\\3dOperators,ou=groups,${BASE}
objectClass: groupOfNames
cn: x,cn=Operators
member: uid=otto,ou=people,${BASE}

dn: cn=*)(cn\\3dals,ou=groups,${BASE}
objectClass: groupOfNames
cn: *)(cn=als
member: uid=otto,ou=people,${BASE}
`;

export async function startSlapd(): Promise<Slapd> {
  template ??= makeTemplate();
  const folder = mkdtempSync(join(tmpdir(), "spindle-slapd-"));
  cpSync(template, folder, { recursive: true });
  const port = await freePort();
  const config = configure(folder);
  const ca = readFileSync(join(folder, "ca.pem"), "utf8");
  const url = `ldap://127.0.0.1:${port}`;
  const child = spawn(SLAPD, ["-f", config, "-h", url, "-d", "0"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const stop = () => {
    child.kill();
    return ended;
  };
  onTestFinished(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  await answers(port);
  return {
    url,
    settings: (changes) => ({ ...defaults(url, ca), ...changes }),
    change: (ldif) => {
      execFileSync("ldapmodify", ["-x", "-H", url, "-D", ADMIN.dn, "-w", ADMIN.password], { input: ldif, stdio: ["pipe", "pipe", "pipe"] });
    },
    stop,
  };
}

/** Certificates and data are made once a process; every directory begins as a copy. */
let template: string | null = null;

function makeTemplate(): string {
  const folder = mkdtempSync(join(tmpdir(), "spindle-slapd-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  makeCertificate(folder);
  mkdirSync(join(folder, "db"));
  writeFileSync(join(folder, "data.ldif"), DATA);
  execFileSync("/usr/sbin/slapadd", ["-f", configure(folder), "-l", join(folder, "data.ldif")], { stdio: "pipe" });
  return folder;
}

function configure(folder: string): string {
  const config = join(folder, "slapd.conf");
  writeFileSync(config, configuration(folder), { mode: 0o600 });
  return config;
}

const defaults = (url: string, ca: string): LdapSettings => ({
  name: "the lab directory",
  url,
  plain: false,
  ca,
  bindDn: ADMIN.dn,
  bindPassword: ADMIN.password,
  base: `ou=people,${BASE}`,
  filter: "(&(objectClass=inetOrgPerson)(uid={username}))",
  attributes: { username: "uid", id: "entryUUID", uidNumber: "uidNumber", gidNumber: "gidNumber", memberOf: "memberOf" },
  groups: {
    base: `ou=groups,${BASE}`,
    filter: "(|(&(objectClass=groupOfNames)(member={dn}))(&(objectClass=posixGroup)(memberUid={username})))",
    name: "cn",
    gidNumber: "gidNumber",
  },
  projects: [],
  roles: [],
});

const configuration = (folder: string) => `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile ${folder}/slapd.pid
TLSCACertificateFile ${folder}/ca.pem
TLSCertificateFile ${folder}/server.pem
TLSCertificateKeyFile ${folder}/server.key
# As many real directories are: whoever binds with an empty password is let in as nobody.
allow bind_v2 bind_anon_cred bind_anon_dn
database mdb
directory ${folder}/db
suffix "${BASE}"
rootdn "${ADMIN.dn}"
rootpw "${ADMIN.password}"
index objectClass,uid eq
`;

function makeCertificate(folder: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const days = ["-days", "2"];
  openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test CA", ...days);
  openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=127.0.0.1");
  writeFileSync(join(folder, "names"), "subjectAltName=IP:127.0.0.1,DNS:localhost");
  openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-out", "server.pem", "-extfile", "names", ...days);
}

async function answers(port: number): Promise<void> {
  for (const until = Date.now() + 10_000; Date.now() < until; await new Promise((next) => setTimeout(next, 30))) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
  }
  throw new Error("slapd did not start");
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => done(typeof address === "object" && address ? address.port : 0));
    });
  });
}
