"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonTable } from "@/components/ui/skeleton";
import { Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { projectsQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { ProjectSummary } from "@/lib/core/projects";
import { count } from "@/lib/format/names";
import { roleWord } from "@/lib/format/right-words";
import { InvitationsForYou } from "./invitations-for-you";
import { NewProject } from "./new-project";

const COLUMNS: readonly Column[] = [
  { head: "Project" },
  { head: "Your role", width: "w-[140px]" },
  { head: "Owners", width: "w-[240px]" },
  { head: "People", width: "w-[110px]" },
  { head: "Stacks", width: "w-[110px]" },
];

/** Who shares stacks with whom: one's own project, those of one's teams, and for staff all others. */
export function ProjectsPage({ environment }: { environment: string }) {
  const { data, error } = useQuery(projectsQuery());
  const [adding, setAdding] = useState(false);
  const own = data?.projects.filter(({ member }) => member !== null) ?? [];
  const others = data?.projects.filter(({ member }) => member === null) ?? [];
  const alone = data !== undefined && own.every(({ personal }) => personal);
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Projects</h1>
          <p>Whoever is in a project sees its stacks; what they may do with them, their role says.</p>
        </div>
        <div className="actions">
          {!adding && (
            <Button variant="primary" icon="plus" onClick={() => setAdding(true)}>
              New project
            </Button>
          )}
        </div>
      </div>
      {adding && <NewProject environment={environment} onClose={() => setAdding(false)} />}
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={3} columns={["120px", "80px", "120px"]} label="Projects are loading" />}
      {data && <InvitationsForYou environment={environment} invitations={data.invitations} />}
      {own.length > 0 && <Rows label="Your projects" environment={environment} projects={own} />}
      {alone && !adding && (
        <div className="mt-5">
          <EmptyState icon="users" title="Work on stacks together" actions={<Button onClick={() => setAdding(true)}>New project</Button>}>
            A project of a team has owners, maintainers who deploy, and viewers who look. Stacks made in it belong to all of them.
          </EmptyState>
        </div>
      )}
      {others.length > 0 && (
        <>
          <div className="section-head mt-8">
            <h2>Of others</h2>
            <span className="n">{others.length}</span>
          </div>
          <Rows label="Projects of others" environment={environment} projects={others} />
        </>
      )}
    </main>
  );
}

function Rows({ label, environment, projects }: { label: string; environment: string; projects: ProjectSummary[] }) {
  return (
    <Table label={label} columns={COLUMNS} className="table-plain">
      {projects.map((project) => (
        <tr key={project.id}>
          <td className="c-wide">
            <div className="row">
              <Link prefetch={false} className="strong mono truncate" href={`/${environment}/projects/${project.name}`}>
                {project.name}
              </Link>
              {project.personal && <Tag>personal</Tag>}
            </div>
          </td>
          <td className="ink-2">{project.member ? roleWord(project.member) : "not a member"}</td>
          <td className="ink-2">
            <span className="only-narrow">owned by </span>
            <span className="truncate">{project.owners.join(", ")}</span>
          </td>
          <td className="ink-2">
            {project.members}
            <span className="only-narrow"> {project.members === 1 ? "person" : "people"}</span>
          </td>
          <td className="ink-2">
            <span className="only-wide">{project.stacks}</span>
            <span className="only-narrow">{count(project.stacks, "stack")}</span>
          </td>
        </tr>
      ))}
    </Table>
  );
}
