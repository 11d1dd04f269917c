import type { Metadata } from "next";
import { NewStack } from "@/components/stack/new-stack";
import { loadExamples } from "@/lib/loaders/examples";
import { loadActor } from "@/lib/loaders/people";

export const metadata: Metadata = { title: "New stack" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewStackPage({ params, searchParams }: Props) {
  const { environment } = await params;
  const { example } = await searchParams;
  const actor = await loadActor();
  const examples = loadExamples();
  return (
    <main className="fill">
      <NewStack environment={environment} actorId={actor.id} examples={examples} example={examples.find(({ id }) => id === example) ?? null} />
    </main>
  );
}
