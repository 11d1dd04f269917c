import type { Metadata } from "next";
import { NewStack } from "@/components/stack/new-stack";
import { loadExamples } from "@/lib/loaders/examples";
import { loadActor } from "@/lib/loaders/people";
import { loadClone } from "@/lib/loaders/stacks";

export const metadata: Metadata = { title: "New stack" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewStackPage({ params, searchParams }: Props) {
  const { environment } = await params;
  const { example, clone } = await searchParams;
  const actor = await loadActor();
  const examples = loadExamples();
  const cloned = typeof clone === "string" ? await loadClone(environment, clone) : null;
  return (
    <main className="fill">
      <NewStack environment={environment} actorId={actor.id} examples={examples} example={examples.find(({ id }) => id === example) ?? null} clone={cloned} />
    </main>
  );
}
