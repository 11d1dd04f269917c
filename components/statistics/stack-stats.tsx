"use client";
import { useMemo } from "react";
import type { Member } from "@/lib/client/statistics-lines";
import type { StackView } from "@/lib/core/views";
import { StatsTab } from "./stats-tab";

/** What each service of a stack uses, all its containers together. */
export function StackStats({ stack }: { stack: StackView }) {
  const said = JSON.stringify(
    stack.services.map(
      ({ name, containers }): Member => ({
        ...{ key: name, label: name, generation: "new", revision: null },
        containers: containers.filter(({ state }) => state !== "missing").map(({ id }) => id),
      }),
    ),
  );
  const members = useMemo(() => JSON.parse(said) as Member[], [said]);
  const starts = stack.services.flatMap(({ containers }) => containers.map(({ id, startedAt, finishedAt }) => [id, startedAt, finishedAt]));
  return (
    <StatsTab
      environment={stack.environment}
      stack={stack.name}
      service={null}
      members={members}
      happened={JSON.stringify([stack.lastChange?.operationId, starts])}
    />
  );
}
