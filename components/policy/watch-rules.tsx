"use client";
import { Card } from "@/components/ui/card";
import { Checkbox, TextField } from "@/components/ui/field";
import { FigureField, type PartProps } from "./fields";

/** Logs and statistics: what is kept of running containers. */
export function KeptRules(props: PartProps) {
  const { draft, change } = props;
  return (
    <Card title="Logs and statistics">
      <Checkbox checked={draft.keepLogs} onChange={() => change({ keepLogs: !draft.keepLogs })}>
        Keep logs
      </Checkbox>
      <p className="hint">Log lines stay readable and searchable after their container is gone, up to both limits. Switched off, nothing more is kept.</p>
      {draft.keepLogs && (
        <div className="policy-figures mt-3">
          <FigureField figure="keptLogSize" {...props} />
          <FigureField figure="keptLogDays" {...props} />
        </div>
      )}
      <div className="mt-4">
        <Checkbox checked={draft.statistics} onChange={() => change({ statistics: !draft.statistics })}>
          Sample statistics
        </Checkbox>
        <p className="hint">CPU, memory, network and disk of every running container, kept for a day.</p>
      </div>
    </Card>
  );
}

/** What people may do inside their containers. */
export function ShellRules({ draft, faults, change }: PartProps) {
  return (
    <Card title="Shells">
      <Checkbox checked={draft.recordShells} onChange={() => change({ recordShells: !draft.recordShells })}>
        Record shells
      </Checkbox>
      <p className="hint">What a shell shows is kept for owners of the project and auditors, and its title bar says so. What is typed is not recorded.</p>
      <div className="mt-4">
        <Checkbox checked={draft.transferFiles} onChange={() => change({ transferFiles: !draft.transferFiles })}>
          Transfer files
        </Checkbox>
        <p className="hint">Who may open a shell may bring files of up to 100 MB in and out.</p>
      </div>
      <div className="mt-4 grid gap-4">
        <TextField
          mono
          label="End idle shells"
          hint="Minutes in which nothing is typed and nothing comes. Empty: never."
          error={faults.shellIdle ?? null}
          value={draft.shellIdle}
          placeholder="never"
          onText={(shellIdle) => change({ shellIdle })}
        />
        <TextField
          mono
          label="Debug images"
          hint="For containers without a shell: a helper container from one of these shares their processes and network, with no more rights than they have. Empty: no debug shells."
          error={null}
          value={draft.debugImages}
          placeholder="docker.io/library/busybox:1.36"
          onText={(debugImages) => change({ debugImages })}
        />
      </div>
    </Card>
  );
}
