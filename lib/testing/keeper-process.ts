import { createDockerEngine } from "@/lib/engine/docker";
import { createEngineMirror } from "@/lib/engine/mirror";
import { ContainerKeeper } from "@/lib/logs/keep-container";
import { Shelf } from "@/lib/logs/shelf";
import { Turns } from "@/lib/logs/turns";
import { eventually } from "./live-engine";

/** A server that does nothing but keep the log of one container, to be killed: `endpoint instance container folder`. */
const [endpoint = "", instanceId = "", container = "", folder = ""] = process.argv.slice(2);
const engine = createDockerEngine({ endpoint, instanceId });
const mirror = createEngineMirror(engine, { now: Date.now });
mirror.start();
await eventually(mirror.status, ({ state }) => state === "up", 60_000);
const facts = { key: container.slice(0, 12), container, stackId: "stack", serviceId: "service", service: "web", label: "web-1", generation: 1, revision: 1 };
const keeper = new ContainerKeeper(
  facts,
  { engine, mirror },
  {
    shelf: new Shelf(folder),
    sizes: () => ({ block: 64 * 1024, segment: 256 * 1024 }),
    full: () => false,
    turns: new Turns(1),
    grown: () => undefined,
    failed: (error) => console.error(error),
  },
);
mirror.subscribe(() => keeper.nudge());
console.log("keeping");
