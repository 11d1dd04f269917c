"use client";
import { Card } from "@/components/ui/card";
import { Checkbox, TextField } from "@/components/ui/field";
import { FigureField, type PartProps } from "./fields";
import type { Figure } from "./policy-draft";

const PROTOCOLS = ["tcp", "udp"] as const;
const STACK: Figure[] = ["maxServices", "maxScale", "file", "label"];
const CONTAINER: Figure[] = ["memory", "cpus", "pids", "shm", "tmpfs", "logSize", "logFiles", "grace", "health"];
const DEFAULTS: Figure[] = ["defaultMemory", "defaultCpus", "defaultPids", "defaultLogSize", "defaultLogFiles", "defaultGrace"];

export function PortRules({ draft, faults, change }: PartProps) {
  return (
    <Card title="Host ports">
      <div className="grid gap-4">
        <TextField
          mono
          label="Port ranges"
          hint="Files may name any of these; random ports come from the first range."
          error={faults.ports ?? null}
          value={draft.ports}
          placeholder="60000-60050"
          onText={(ports) => change({ ports })}
        />
        <div className="row">
          {PROTOCOLS.map((name) => (
            <Checkbox
              key={name}
              checked={draft.protocols.includes(name)}
              onChange={() => change({ protocols: PROTOCOLS.filter((one) => draft.protocols.includes(one) !== (one === name)) })}
            >
              {name.toUpperCase()}
            </Checkbox>
          ))}
          {faults.protocols && <span className="hint hint-broken !mt-0">{faults.protocols}</span>}
        </div>
      </div>
    </Card>
  );
}

/** How much of everything, and what a container gets when its file says nothing. */
export function LimitRules(props: PartProps) {
  const group = (title: string, figures: Figure[], note?: string) => (
    <section aria-label={title}>
      <h3 className="policy-group">{title}</h3>
      {note && <p className="hint !mt-0 mb-3">{note}</p>}
      <div className="policy-figures">
        {figures.map((figure) => (
          <FigureField key={figure} figure={figure} {...props} />
        ))}
      </div>
    </section>
  );
  return (
    <Card title="Limits">
      <div className="grid gap-6">
        {group("A stack and its file", STACK)}
        {group("One container, at most", CONTAINER)}
        {group("When the file says nothing", DEFAULTS, "Never more than the limit above.")}
      </div>
    </Card>
  );
}

export function NameRules({ draft, change }: PartProps) {
  return (
    <Card title="Names">
      <Checkbox checked={draft.namingHints} onChange={() => change({ namingHints: !draft.namingHints })}>
        Warn about unusual names
      </Checkbox>
      <p className="hint">
        Spin's habits: services api, app, db, kv, lb, util or web, with a suffix; volumes <span className="mono">service.stack</span>. Nothing is refused.
      </p>
    </Card>
  );
}
