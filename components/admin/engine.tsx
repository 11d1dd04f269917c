"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { EnvironmentTag } from "@/components/ui/small";
import { useTimeZone } from "@/lib/client/now";
import { environmentsQuery } from "@/lib/client/queries";
import { countPorts, rangesInWords } from "@/lib/core/policy";
import type { EnvironmentView } from "@/lib/core/views";
import { stamp } from "@/lib/format/age";
import { bytes } from "@/lib/format/bytes";
import { EngineDisk } from "./engine-disk";
import { EngineHealth } from "./engine-health";
import { engineLook } from "./engine-look";
import { FactList } from "./fact-list";

/** Is the engine well: one card for each environment, and of the one that the page is in all that its engine tells. */
export function Engines({ environment: here }: { environment: string }) {
  const { data } = useQuery(environmentsQuery());
  const own = data?.find(({ name }) => name === here);
  const answers = own !== undefined && (own.engine.state === "up" || own.engine.state === "reads-only");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {own && <EngineCard environment={own} />}
      {own && answers && (
        <>
          <EngineHealth environment={here} />
          <EngineDisk environment={here} />
        </>
      )}
      {data
        ?.filter(({ name }) => name !== here)
        .map((environment) => (
          <EngineCard key={environment.id} environment={environment} />
        ))}
    </div>
  );
}

function EngineCard({ environment }: { environment: EnvironmentView }) {
  const { engine, hostPorts } = environment;
  const timeZone = useTimeZone();
  const look = engineLook(engine.state);
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
      <FactList facts={facts} />
    </Card>
  );
}
