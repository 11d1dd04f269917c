import { LABEL } from "@/lib/core/labels";
import type { Lab } from "../lab";
import { IMAGE } from "../sample-stack";

const NAME = "bench-downtime";
const WEB = "spindle/demo";

const file = (tag: string) => `services:
  web:
    image: ${WEB}:${tag}
    scale: 2
  client:
    image: ${IMAGE}
    depends_on: {web: {condition: service_healthy}}
    command: ["sh", "-c", "while :; do wget -q -O - http://web:8080/version || echo failed; sleep 0.02; done"]
`;

/** P16: somebody who asks for the service by its name, all the time, while it is upgraded start-first. */
export async function downtimeBench(lab: Lab): Promise<void> {
  const { server, spindle } = await lab.shared();
  const rounds = lab.rounds(3);
  let asked = 0;
  let failed = 0;
  await spindle.deploy(NAME, file("v1"));
  for (let round = 0; round < rounds; round += 1) {
    const since = Math.floor(Date.now() / 1000);
    await (await spindle.readyToUpgrade(NAME, file("v2"), { order: "start-first", batchSize: 1 }))();
    await spindle.settled(NAME);
    const answers = await answersSince(lab, server.instance, since);
    if (!answers.includes("v2")) throw new Error(`the new version never answered: ${answers.slice(-5).join(" ")}`);
    asked += answers.length;
    failed += answers.filter((answer) => answer === "failed").length;
    await spindle.rollBack(NAME);
    await spindle.settled(NAME);
  }
  await spindle.remove(NAME);
  const note = `${asked} requests while 2 containers were replaced one at a time`;
  const goal = { gate: "value <= 0", stretch: "value <= 0" };
  lab.report.add({ bench: "downtime", figure: "failed requests, start-first", unit: "requests", spindle: failed, rounds, goal, note });
}

async function answersSince(lab: Lab, instance: string, since: number): Promise<string[]> {
  const filters = { label: [`${LABEL.instance}=${instance}`, `${LABEL.stackName}=${NAME}`, `${LABEL.serviceName}=client`] };
  const [client] = await lab.docker.listContainers({ filters });
  if (!client) throw new Error("the client is gone");
  const log = await lab.docker.getContainer(client.Id).logs({ stdout: true, stderr: false, follow: false, since });
  return log
    .toString("latin1")
    .split("\n")
    .map((line) => line.slice(8))
    .filter((line) => line !== "");
}
