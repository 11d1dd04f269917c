import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { SecretsPage } from "@/components/secrets/secrets-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadSecrets } from "@/lib/loaders/secrets";

export const metadata: Metadata = { title: "Secrets" };

export default async function Secrets({ params }: { params: Promise<{ environment: string }> }) {
  const environment = decodeURIComponent((await params).environment);
  return (
    <HydrationBoundary state={dehydrated([[keys.secrets(environment), await loadSecrets(environment)]])}>
      <SecretsPage environment={environment} />
    </HydrationBoundary>
  );
}
