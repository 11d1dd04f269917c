"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { useCreateProject } from "@/lib/client/project-actions";
import { usernameFault } from "@/lib/format/account-rules";

/** A name is enough; people come in by invitations. */
export function NewProject({ environment, onClose }: { environment: string; onClose: () => void }) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const create = useCreateProject();
  const fault = usernameFault(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault === null) create.mutate({ projectName: name }, { onSuccess: ({ project }) => router.push(`/${environment}/projects/${project}`) });
  };
  return (
    <form className="card form-card mb-4" onSubmit={submit} aria-label="New project">
      <TextField
        label="Project name"
        hint="What the team is called. You will be its owner."
        error={tried ? fault : null}
        fieldClass="max-w-[360px]"
        mono
        autoFocus
        placeholder="als-ops"
        value={name}
        onText={(text) => setName(text.trim())}
      />
      {create.error && <ProblemCallout problem={create.error.problem} />}
      <div className="row">
        <Button variant="primary" type="submit" pending={create.isPending || create.isSuccess}>
          Create project
        </Button>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
