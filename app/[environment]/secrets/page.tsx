import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { SecretsPage } from "@/components/secrets/secrets-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadSecrets } from "@/lib/loaders/secrets";

export const metadata: Metadata = { title: "Secrets" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Secrets({ params, searchParams }: Props) {
  const environment = decodeURIComponent((await params).environment);
  const { stack } = await searchParams;
  return (
    <HydrationBoundary state={dehydrated([[keys.secrets(environment), await loadSecrets(environment)]])}>
      <SecretsPage environment={environment} newFor={typeof stack === "string" ? stack : null} />
    </HydrationBoundary>
  );
}
