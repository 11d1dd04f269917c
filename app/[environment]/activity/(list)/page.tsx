import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ActivityPage } from "@/components/activity/activity-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadOperations } from "@/lib/loaders/operations";

export const metadata: Metadata = { title: "Activity" };

export default async function Activity({ params }: { params: Promise<{ environment: string }> }) {
  const environment = decodeURIComponent((await params).environment);
  const operations = await loadOperations(environment, null);
  return (
    <HydrationBoundary state={dehydrated([[keys.operations(environment, null), operations]])}>
      <ActivityPage environment={environment} />
    </HydrationBoundary>
  );
}
