import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ServiceView } from "@/components/service/service-view";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadStack } from "@/lib/loaders/stacks";

interface Props {
  params: Promise<{ environment: string; stack: string; service: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { stack, service } = await params;
  return { title: `${service} in ${stack}` };
}

const one = (value: string | string[] | undefined): string | null => (typeof value === "string" ? value : null);

export default async function ServicePage({ params, searchParams }: Props) {
  const { environment, stack, service } = await params;
  const asked = await searchParams;
  const view = await loadStack(environment, stack);
  if (!view.services.some(({ name }) => name === service)) notFound();
  return (
    <main className="content">
      <HydrationBoundary state={dehydrated([[keys.stack(environment, stack), view]])}>
        <ServiceView environment={environment} stackName={stack} name={service} tab={one(asked.tab)} container={one(asked.container)} />
      </HydrationBoundary>
    </main>
  );
}
