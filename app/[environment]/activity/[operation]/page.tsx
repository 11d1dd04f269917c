import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { OperationPage } from "@/components/activity/operation-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadOperation } from "@/lib/loaders/operations";

export const metadata: Metadata = { title: "Operation" };

export default async function Operation({ params }: { params: Promise<{ environment: string; operation: string }> }) {
  const { environment, operation: id } = await params;
  const operation = await loadOperation(decodeURIComponent(id));
  return (
    <HydrationBoundary state={dehydrated([[keys.operation(operation.id), operation]])}>
      <OperationPage environment={decodeURIComponent(environment)} operationId={operation.id} />
    </HydrationBoundary>
  );
}
