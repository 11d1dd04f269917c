import type { Metadata } from "next";
import { NewStack } from "@/components/stack/new-stack";
import type { ProjectSummary } from "@/lib/core/projects";
import { loadExamples } from "@/lib/loaders/examples";
import { loadActor } from "@/lib/loaders/people";
import { loadProjects } from "@/lib/loaders/projects";
import { loadClone } from "@/lib/loaders/stacks";

export const metadata: Metadata = { title: "New stack" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function NewStackPage({ params, searchParams }: Props) {
  const { environment } = await params;
  const { example, clone, project } = await searchParams;
  const [actor, { projects }] = await Promise.all([loadActor(), loadProjects()]);
  const examples = loadExamples();
  const cloned = typeof clone === "string" ? await loadClone(environment, clone) : null;
  return (
    <main className="fill">
      <NewStack
        environment={environment}
        actorId={actor.id}
        examples={examples}
        example={examples.find(({ id }) => id === example) ?? null}
        clone={cloned}
        projects={homesOf(projects, typeof project === "string" ? project : null)}
        project={typeof project === "string" ? project : null}
      />
    </main>
  );
}

/** Projects where the person is an owner or maintainer; one of others only where the address names it, and the op decides. */
const homesOf = (projects: ProjectSummary[], asked: string | null): string[] =>
  projects.filter(({ member, name }) => member === "owner" || member === "maintainer" || (member === null && name === asked)).map(({ name }) => name);
