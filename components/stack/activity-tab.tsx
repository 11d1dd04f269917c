"use client";
import { useQuery } from "@tanstack/react-query";
import { Timeline } from "@/components/events/timeline";
import { stackQuery } from "@/lib/client/queries";

/** What was asked of this stack and what happened to it, newest first; each operation has its own page. */
export function ActivityTab({ environment, stack }: { environment: string; stack: string }) {
  const { data } = useQuery(stackQuery(environment, stack));
  return <Timeline environment={environment} stack={stack} services={data?.services.map(({ name }) => name) ?? []} />;
}
