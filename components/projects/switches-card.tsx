"use client";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/field";
import { useSetSwitches } from "@/lib/client/project-actions";
import type { Switches } from "@/lib/core/access";
import type { ProjectView } from "@/lib/core/projects";

const CHOICES: { key: keyof Switches; label: string }[] = [
  { key: "viewersReadLogs", label: "Viewers may read logs" },
  { key: "maintainersOpenShell", label: "Maintainers may open a shell" },
];

/** What the owners leave to others. Turning one off closes what is open within seconds. */
export function SwitchesCard({ project, blocked }: { project: ProjectView; blocked: string | null }) {
  const set = useSetSwitches();
  const shown = set.isPending ? set.variables : project.switches;
  return (
    <Card title="What owners allow">
      <div className="grid gap-3">
        {CHOICES.map(({ key, label }) => (
          <Checkbox
            key={key}
            checked={shown[key]}
            disabled={blocked !== null}
            title={blocked ?? undefined}
            aria-describedby={blocked === null ? undefined : "switches-off"}
            onChange={({ target }) => set.mutate({ project: project.name, ...project.switches, [key]: target.checked })}
          >
            {label}
          </Checkbox>
        ))}
        <p className="hint" id={blocked === null ? undefined : "switches-off"}>
          {blocked ?? "Turned off, open logs and shells of these people end within 5 seconds."}
        </p>
        {set.error && <ProblemCallout problem={set.error.problem} />}
      </div>
    </Card>
  );
}
