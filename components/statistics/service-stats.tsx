"use client";
import { useMemo } from "react";
import type { Member } from "@/lib/client/statistics-lines";
import type { ServiceView, StackView } from "@/lib/core/views";
import { StatsTab } from "./stats-tab";

/** What each container of a service uses, both generations told apart. */
export function ServiceStats({ stack, service }: { stack: StackView; service: ServiceView }) {
  // Compared by what it says: the view is a new object with every change of the stack.
  const said = JSON.stringify(
    service.containers
      .filter(({ state }) => state !== "missing")
      .map(({ id, label, generation, revision }): Member => ({ key: id, label, generation, revision, containers: [id] })),
  );
  const members = useMemo(() => JSON.parse(said) as Member[], [said]);
  const happened = JSON.stringify([stack.lastChange?.operationId, service.containers.map(({ id, startedAt, finishedAt }) => [id, startedAt, finishedAt])]);
  return <StatsTab environment={stack.environment} stack={stack.name} service={service.name} members={members} happened={happened} />;
}
