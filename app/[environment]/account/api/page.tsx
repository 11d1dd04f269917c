import type { Metadata } from "next";
import { ApiPage } from "@/components/api/api-page";
import { loadApiPage } from "@/lib/loaders/api-reference";

export const metadata: Metadata = { title: "Deploy from CI" };

export default async function Api({ params }: { params: Promise<{ environment: string }> }) {
  const environment = decodeURIComponent((await params).environment);
  const { reference, origin, stack } = await loadApiPage(environment);
  return <ApiPage environment={environment} reference={reference} origin={origin} stack={stack} />;
}
