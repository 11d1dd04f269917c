"use client";
import { useState } from "react";
import { Card } from "@/components/ui/card";
import { Checkbox, Segmented } from "@/components/ui/field";
import { GRANTABLE_CAPABILITIES, RESTRICTED_CAPABILITIES, SPIN_CAPABILITIES } from "@/lib/core/policy";
import type { PartProps } from "./fields";

type Preset = "spin" | "restricted" | "own";
const CHOICES = [
  { value: "spin", label: "Spin's seven" },
  { value: "restricted", label: "Restricted" },
  { value: "own", label: "Own choice" },
] as const;
const EXPLAINED: Record<Preset, string> = {
  spin: "Everything is dropped, then the seven that official images need are given back. Root inside the container stays possible.",
  restricted: "Kubernetes' Pod Security Standard: everything dropped but NET_BIND_SERVICE, and every service says a user other than root.",
  own: "Everything is dropped, then exactly these are given back. Nothing beyond this list can be granted.",
};

const same = (a: readonly string[], b: readonly string[]) => a.length === b.length && [...a].sort().join() === [...b].sort().join();

function presetOf({ capabilities, nonRoot }: PartProps["draft"]): Preset {
  if (same(capabilities, SPIN_CAPABILITIES) && !nonRoot) return "spin";
  return same(capabilities, RESTRICTED_CAPABILITIES) && nonRoot ? "restricted" : "own";
}

/** What a container may do beyond an ordinary program. */
export function PrivilegeRules({ draft, change }: PartProps) {
  const [open, setOpen] = useState(false);
  const preset = open ? "own" : presetOf(draft);
  const choose = (value: Preset) => {
    setOpen(value === "own");
    if (value === "spin") change({ capabilities: SPIN_CAPABILITIES, nonRoot: false });
    if (value === "restricted") change({ capabilities: RESTRICTED_CAPABILITIES, nonRoot: true });
  };
  const toggle = (name: string) =>
    change({ capabilities: draft.capabilities.includes(name) ? draft.capabilities.filter((one) => one !== name) : [...draft.capabilities, name] });
  return (
    <Card title="Privileges">
      <Segmented label="Capabilities" value={preset} options={CHOICES} onChange={choose} />
      <p className="hint">{EXPLAINED[preset]}</p>
      {preset === "own" && (
        <div className="mt-4 grid gap-4">
          <div className="policy-checks">
            {GRANTABLE_CAPABILITIES.map((name) => (
              <Checkbox key={name} checked={draft.capabilities.includes(name)} onChange={() => toggle(name)}>
                <span className="mono">{name}</span>
              </Checkbox>
            ))}
          </div>
          <Checkbox checked={draft.nonRoot} onChange={() => change({ nonRoot: !draft.nonRoot })}>
            Every service says a user other than root, by number
          </Checkbox>
        </div>
      )}
    </Card>
  );
}
