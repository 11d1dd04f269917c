import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Docker from "dockerode";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openProduction, type Production } from "@/lib/testing/production";
import { ASKER_NAMES } from "@/lib/testing/role-lab";
import { fill, readable } from "@/lib/testing/role-table";
import { actionIds, callAction } from "@/lib/testing/send-action";

/** `npm run test:faults`: texts that exist nowhere else are given to Spindle in each way there is, and looked for in everything that it writes or says. */
const SECRETS = Array.from({ length: 20 }, (_, at) => `c5-secret-${at}-9f2b7d41e6a8`);
const ENVIRONMENT = Array.from({ length: 10 }, (_, at) => `c5-server-${at}-77aa01be52cc`);
const IN_FILE = Array.from({ length: 10 }, (_, at) => `c5-file-${at}-d03e44f1b9a7`);
const VARIABLES = Array.from({ length: 10 }, (_, at) => `c5-variable-${at}-b6210e55ac9d`);
const SESSION_KEY = "c5k9Xq2mV7tR4wZ8nB1yH6jD3fG0sLpA";

/** As it is, and as it would stand in base64, in an address, in hexadecimal letters or backwards. */
const disguises = (text: string): string[] => [
  text,
  Buffer.from(text).toString("base64").replace(/=+$/, ""),
  Buffer.from(text).toString("hex"),
  [...text].reverse().join(""),
];

let production: Production;
beforeAll(async () => {
  const env = Object.fromEntries(ENVIRONMENT.map((text, at) => [`C5_SERVER_${at}`, text]));
  production = await openProduction({ env: { ...env, NEXTAUTH_SECRET: SESSION_KEY } });
}, 240_000);
afterAll(() => production?.close(), 60_000);

/** What was said or written, by where. */
const said = new Map<string, Buffer>();
const foundOf = (texts: string[], where: (name: string) => boolean): string[] =>
  [...said].flatMap(([name, bytes]) =>
    where(name) ? texts.filter((text) => disguises(text).some((each) => bytes.includes(each))).map((text) => `${text} in ${name}`) : [],
  );

function keepFiles(folder: string, label: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) said.set(`${label} ${name}`, readFileSync(file));
  }
}

/** Everything that Spindle answers to anybody about a stack. */
async function keepReplies(stack: string, container: string, operation: string): Promise<void> {
  const { lab, server } = production;
  for (const { path } of readable.filter(({ method }) => method === "GET")) {
    for (const asker of ASKER_NAMES) {
      for (const headers of [{}, { rsc: "1" }] as Record<string, string>[]) {
        const address = fill(path, { ...lab.own, stack, service: "box", container, operation });
        const answer = await fetch(server.url + address, { headers: { ...headers, cookie: lab.senders[asker].cookie }, redirect: "manual" });
        const bytes = Buffer.from(await answer.arrayBuffer());
        said.set(
          `reply ${address} ${JSON.stringify(headers)} as ${asker}`,
          answer.headers.get("content-type") === "application/gzip" ? gunzipSync(bytes) : bytes,
        );
      }
    }
  }
}

test("C1, C2, A7: of 50 canaries none is in the database, its log, the server's log, a reply, a page's payload, an inspect or an export", async () => {
  const { lab, server } = production;
  const owner = lab.senders.owner;
  const stack = `${lab.own.stack}-c5`;
  const names = SECRETS.map((_, at) => `secret-${at}`);
  const composeText = `services:
  box:
    image: spindle/shell:1
    stop_grace_period: 1s
    secrets: [${names.join(", ")}]
    environment:
      FROM_SERVER: "\${C5_SERVER_0:-unset}"
${IN_FILE.map((text, at) => `      PASSWORD_${at}: ${text}`).join("\n")}
${VARIABLES.map((_, at) => `      TOKEN_${at}: "\${TOKEN_${at}}"`).join("\n")}
secrets:
${names.map((name) => `  ${name}: { external: true }`).join("\n")}
`;
  const variables = Object.fromEntries(VARIABLES.map((text, at) => [`TOKEN_${at}`, text]));
  const text = { environment: "sandbox", stack, composeText, variables };
  const review = await callAction(owner, "reviewAction", { ...text, isNew: true, strategy: null, secrets: names });
  const { hash: reviewedHash } = (review.result?.ok ? review.result.value : {}) as { hash?: string };
  expect(reviewedHash, review.body.slice(0, 2_000)).toBeTruthy();
  said.set("reply review", Buffer.from(review.body));
  const secrets = Object.fromEntries(SECRETS.map((each, at) => [`secret-${at}`, Buffer.from(each).toString("base64")]));
  const deploy = await callAction(owner, "deployAction", { ...text, reviewedHash, message: null, secrets });
  expect(deploy.result?.ok, deploy.body.slice(0, 2_000)).toBe(true);
  said.set("reply deploy", Buffer.from(deploy.body));
  const containerId = await until(async () => {
    const answer = await fetch(`${server.url}/api/environments/sandbox/stacks/${stack}`, { headers: { cookie: owner.cookie } });
    const view = (await answer.json()) as { services?: { containers: { id: string; state: string }[] }[] };
    const container = view.services?.[0]?.containers[0];
    return container?.state === "running" ? container.id : null;
  });
  const operations = await fetch(`${server.url}/api/environments/sandbox/operations?stack=${stack}`, { headers: { cookie: owner.cookie } });
  const [operation] = (await operations.json()) as { id: string }[];

  // Written once more, refused once, failing once, and removed once: each leaves rows and answers of its own.
  const writable = actionIds().has("writeSecretAction");
  for (const input of [
    { name: "secret-0", content: Buffer.from(SECRETS[1] ?? "").toString("base64") },
    { name: "../secret", content: Buffer.from(SECRETS[2] ?? "").toString("base64") },
  ]) {
    if (!writable) break;
    const answer = await callAction(owner, "writeSecretAction", { environment: "sandbox", stack, ...input });
    said.set(`reply write ${input.name}`, Buffer.from(answer.body));
  }
  await keepReplies(stack, containerId, operation?.id ?? "");
  const docker = new Docker();
  const inspected = await docker.getContainer(containerId).inspect();
  said.set("inspect", Buffer.from(JSON.stringify(inspected)));
  const remove = await callAction(owner, "removeAction", { environment: "sandbox", stack, service: null, typedName: stack, volumes: [] });
  said.set("reply remove", Buffer.from(remove.body));
  keepFiles(server.dataFolder, "data");
  said.set("server log", Buffer.from(server.output()));

  console.log(
    `C1, C2: ${said.size} places searched, ${SECRETS.length} secrets, ${IN_FILE.length} values in the file, ${VARIABLES.length} variables, ${ENVIRONMENT.length} of the server's environment`,
  );
  const isReply = (name: string) => name.startsWith("reply") || name === "server log";
  expect(said.size).toBeGreaterThan(200);
  expect(foundOf(SECRETS, () => true)).toEqual([]);
  expect(foundOf([...ENVIRONMENT, SESSION_KEY], () => true)).toEqual([]);
  // A variable that looks secret: the engine and the database have it, replies and exports must not.
  expect(foundOf(VARIABLES, isReply)).toEqual([]);
  // What stands in the file itself is the author's text, for those who may read values.
  expect(foundOf(IN_FILE, (name) => isReply(name) && / as (?:anonymous|other|viewer|operator|auditor)$/.test(name))).toEqual([]);
  expect(foundOf(IN_FILE.slice(0, 1), (name) => name === "inspect").length, "the search finds what is there").toBe(1);
}, 300_000);

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((next) => setTimeout(next, 100));
  }
}
