"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/field";
import { useDeleteProject, useRenameProject } from "@/lib/client/project-actions";
import type { ProjectView } from "@/lib/core/projects";
import { usernameFault } from "@/lib/format/account-rules";
import { count } from "@/lib/format/names";

interface Props {
  project: ProjectView;
  environment: string;
  blocked: string | null;
}

/** A new name, or the end of the project. */
export function ProjectDangers(props: Props) {
  return (
    <div className="two">
      <Rename key={props.project.name} {...props} />
      <Delete {...props} />
    </div>
  );
}

function Rename({ project, environment, blocked }: Props) {
  const router = useRouter();
  const [name, setName] = useState(project.name);
  const rename = useRenameProject();
  const fault = usernameFault(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked === null && fault === null && name !== project.name)
      rename.mutate({ project: project.name, projectName: name }, { onSuccess: (renamed) => router.replace(`/${environment}/projects/${renamed.project}`) });
  };
  return (
    <Card title="Rename">
      <form className="stack-form" onSubmit={submit} aria-label="Rename">
        <TextField
          label="Project name"
          hint="Its stacks keep their names and addresses."
          error={name === project.name ? null : fault}
          mono
          readOnly={blocked !== null}
          value={name}
          onText={(text) => setName(text.trim())}
        />
        {rename.error && <ProblemCallout problem={rename.error.problem} />}
        <div>
          <Button type="submit" blocked={blocked} disabled={name === project.name} pending={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Delete({ project, environment, blocked }: Props) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const remove = useDeleteProject();
  const full = project.stacks > 0 ? `It has ${count(project.stacks, "stack")}; remove them or hand them to another project first.` : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked === null && full === null && typed === project.name)
      remove.mutate({ project: project.name, typedName: typed }, { onSuccess: () => router.push(`/${environment}/projects`) });
  };
  return (
    <Card title="Delete the project">
      <form className="stack-form" onSubmit={submit} aria-label="Delete the project">
        <TextField
          label={
            <>
              Type <span className="mono">{project.name}</span> to delete it
            </>
          }
          hint={full ?? "Its members lose it, and the history of stacks that it once had goes with it. The audit log keeps who did what."}
          mono
          value={typed}
          onText={setTyped}
        />
        {remove.error && <ProblemCallout problem={remove.error.problem} />}
        <div>
          <Button type="submit" variant="danger-quiet" blocked={blocked ?? full} disabled={typed !== project.name} pending={remove.isPending}>
            Delete project
          </Button>
        </div>
      </form>
    </Card>
  );
}
