import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { ProjectsPage } from "@/components/projects/projects-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadProjects } from "@/lib/loaders/projects";

export const metadata: Metadata = { title: "Projects" };

export default async function Projects({ params }: { params: Promise<{ environment: string }> }) {
  const environment = decodeURIComponent((await params).environment);
  return (
    <HydrationBoundary state={dehydrated([[keys.projects, await loadProjects()]])}>
      <ProjectsPage environment={environment} />
    </HydrationBoundary>
  );
}
