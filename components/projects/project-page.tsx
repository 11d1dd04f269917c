"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { OwnQuotas } from "@/components/quota/own-quotas";
import { isGone } from "@/components/stack/is-gone";
import { ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { projectQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { ActorView } from "@/lib/core/people";
import type { ProjectView } from "@/lib/core/projects";
import { lacksSentence, roleWord } from "@/lib/format/right-words";
import { Invitations } from "./invitations";
import { Members } from "./members";
import { OfferList } from "./offer-list";
import { ProjectDangers } from "./project-dangers";
import { SwitchesCard } from "./switches-card";

/** One project: who is in it, what they share, and what its owners turned off. */
export function ProjectPage({ environment, name, actor }: { environment: string; name: string; actor: ActorView }) {
  const { data: project, error } = useQuery(projectQuery(name));
  if (isGone(error))
    return (
      <main className="content">
        <EmptyState icon="users" title={`${name} is gone`} actions={<ButtonLink href={`/${environment}/projects`}>All projects</ButtonLink>}>
          It was renamed or deleted, or you are no longer in it.
        </EmptyState>
      </main>
    );
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!project)
    return (
      <main className="content">
        <Skeleton width="100%" height="420px" />
      </main>
    );
  /** Why buttons about people are off. */
  const blocked = project.rights.manageMembers ? null : lacksSentence("members.manage", project.managers);
  return (
    <main className="content">
      <div className="page-head">
        <div className="min-w-0">
          <h1 className="row flex-wrap">
            <span className="mono [overflow-wrap:anywhere]">{project.name}</span>
            {project.personal && <Tag>personal</Tag>}
          </h1>
          <p>{standing(project, actor)}</p>
        </div>
        {project.rights.createStacks && (
          <div className="actions">
            <ButtonLink icon="plus" href={`/${environment}/stacks/new?project=${encodeURIComponent(project.name)}`}>
              New stack
            </ButtonLink>
          </div>
        )}
      </div>
      <div className="grid gap-5">
        {project.offers.length > 0 && <OfferList offers={project.offers} />}
        <Members project={project} actor={actor} blocked={blocked} environment={environment} />
        {project.rights.manageMembers && <Invitations project={project} />}
        <div className="two">
          <Stacks project={project} />
          <SwitchesCard project={project} blocked={blocked} />
        </div>
        {project.member !== null && <OwnQuotas environment={environment} project={project.name} />}
        {!project.personal && <ProjectDangers project={project} blocked={blocked} environment={environment} />}
      </div>
    </main>
  );
}

function standing({ member, personal }: ProjectView, actor: ActorView): string {
  if (member === null) return `You are not in it and see it as ${roleWord(actor.role)}.`;
  return personal && member === "owner" ? "Your own project: stacks go here when you choose no other." : `You are its ${roleWord(member)}.`;
}

function Stacks({ project }: { project: ProjectView }) {
  return (
    <Card title="Stacks" meta={project.stackList.length} flush>
      {project.stackList.length === 0 ? (
        <p className="card-body ink-2">No stacks yet. Choose this project in New stack, or offer it one from the stack’s menu.</p>
      ) : (
        <ul className="rows" aria-label="Stacks">
          {project.stackList.map(({ name, environment }) => (
            <li key={`${environment}/${name}`}>
              <Link prefetch={false} className="mono truncate" href={`/${environment}/stacks/${name}`}>
                {name}
              </Link>
              <span className="meta">{environment}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
