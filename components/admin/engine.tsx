"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import type { IconName } from "@/components/ui/icon";
import { EnvironmentTag } from "@/components/ui/small";
import { useTimeZone } from "@/lib/client/now";
import { environmentsQuery } from "@/lib/client/queries";
import type { EngineStatus } from "@/lib/core/observed";
import { countPorts, rangesInWords } from "@/lib/core/policy";
import type { EnvironmentView } from "@/lib/core/views";
import { stamp } from "@/lib/format/age";
import { bytes } from "@/lib/format/bytes";

const STATES: Record<EngineStatus["state"], { words: string; icon: IconName; tone: "well" | "progress-c" | "broken" }> = {
  up: { words: "Answers", icon: "check-circle", tone: "well" },
  connecting: { words: "Connecting", icon: "ring", tone: "progress-c" },
  down: { words: "Does not answer", icon: "octagon", tone: "broken" },
  "reads-only": { words: "Answers, but changes hang", icon: "octagon", tone: "broken" },
};

/** Is the engine well: one card for each environment. */
export function Engines() {
  const { data } = useQuery(environmentsQuery());
  return (
    <div className="grid gap-5">
      {data?.map((environment) => (
        <EngineCard key={environment.id} environment={environment} />
      ))}
    </div>
  );
}

function EngineCard({ environment }: { environment: EnvironmentView }) {
  const { engine, hostPorts } = environment;
  const timeZone = useTimeZone();
  const look = STATES[engine.state];
  const facts: [string, ReactNode][] = [
    ["State", `${look.words} since ${stamp(engine.since, timeZone)}`],
    [
      "Endpoint",
      <span key="endpoint" className="mono">
        {engine.endpoint}
      </span>,
    ],
    ["Version", engine.version === null ? "not known yet" : `${engine.version}${engine.apiVersion ? `, API ${engine.apiVersion}` : ""}`],
    ["Containers", `${engine.containersRunning} running of ${engine.containersTotal}`],
    ["CPUs", engine.cpus ?? "not known yet"],
    ["Memory", engine.memoryBytes === null ? "not known yet" : bytes(engine.memoryBytes)],
    ["Host ports", `${hostPorts.leased} of ${countPorts(hostPorts.ranges)} in use, ${rangesInWords(hostPorts.ranges)}`],
  ];
  if (engine.detail && engine.state !== "up")
    facts.push([
      "Details",
      <span key="detail" className="mono">
        {engine.detail}
      </span>,
    ]);
  return (
    <Card
      icon={look.icon}
      iconTone={look.tone}
      spin={engine.state === "connecting"}
      title={engine.name ?? "Local engine"}
      meta={<EnvironmentTag name={environment.name} colour={environment.colour} />}
    >
      <dl className="fact-list">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
