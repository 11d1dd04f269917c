import { HydrationBoundary } from "@tanstack/react-query";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { Frame } from "@/components/shell/frame";
import { dehydrated } from "@/lib/client/dehydrated";
import { LiveProvider } from "@/lib/client/live";
import { keys } from "@/lib/client/queries";
import { noteArrival } from "@/lib/loaders/arrival";
import { loadActor } from "@/lib/loaders/people";
import { loadEnvironments, loadStacks } from "@/lib/loaders/stacks";

export default async function EnvironmentLayout({ params, children }: { params: Promise<{ environment: string }>; children: ReactNode }) {
  const name = decodeURIComponent((await params).environment);
  const actor = await loadActor();
  await noteArrival();
  const environments = await loadEnvironments();
  const environment = environments.find((one) => one.name === name);
  if (!environment) notFound();
  const stacks = await loadStacks(name);
  return (
    <HydrationBoundary
      state={dehydrated([
        [keys.environments, environments],
        [keys.stacks(name), stacks],
      ])}
    >
      <LiveProvider>
        <Frame actor={actor} environment={environment}>
          {children}
        </Frame>
      </LiveProvider>
    </HydrationBoundary>
  );
}
