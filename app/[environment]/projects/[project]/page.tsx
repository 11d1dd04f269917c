import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ProjectPage } from "@/components/projects/project-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor } from "@/lib/loaders/people";
import { loadProject } from "@/lib/loaders/projects";

interface Props {
  params: Promise<{ environment: string; project: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).project) };
}

export default async function Project({ params }: Props) {
  const { environment, project } = await params;
  const name = decodeURIComponent(project);
  const [actor, view] = await Promise.all([loadActor(), loadProject(name)]);
  return (
    <HydrationBoundary state={dehydrated([[keys.project(name), view]])}>
      <ProjectPage environment={decodeURIComponent(environment)} name={name} actor={actor} />
    </HydrationBoundary>
  );
}
