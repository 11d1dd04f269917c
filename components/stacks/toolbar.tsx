"use client";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import type { LookIcon, StateGroup } from "@/lib/format/state";
import { FilterBox } from "./filter-box";
import { type ListState, SORTS, type Sort } from "./list-state";

const CHIPS: { group: StateGroup; label: string; icon: LookIcon; tone: string }[] = [
  { group: "needs-you", label: "Needs you", icon: "hand", tone: "person" },
  { group: "in-progress", label: "In progress", icon: "ring", tone: "progress-c" },
  { group: "active", label: "Active", icon: "check-circle", tone: "well" },
  { group: "stopped", label: "Stopped", icon: "stop-circle", tone: "stopped" },
];

interface ToolbarProps {
  state: ListState;
  counts: Record<StateGroup, number>;
  /** Of the stacks in the list; there is nothing to choose with one. */
  projects: string[];
  onChange: (patch: Partial<ListState>) => void;
}

export function Toolbar({ state, counts, projects, onChange }: ToolbarProps) {
  const all = Object.values(counts).reduce((sum, part) => sum + part, 0);
  return (
    <div className="toolbar">
      <FilterBox query={state.query} onQuery={(query) => onChange({ query })} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot scroll sideways as these chips do on a telephone. */}
      <div className="fchips" role="group" aria-label="State filter">
        <button type="button" className="fchip" aria-pressed={state.group === null} onClick={() => onChange({ group: null })}>
          All <span className="n">{all}</span>
        </button>
        {CHIPS.map(({ group, label, icon, tone }) => (
          <button
            key={group}
            type="button"
            className="fchip"
            aria-pressed={state.group === group}
            onClick={() => onChange({ group: state.group === group ? null : group })}
          >
            <Icon name={icon} className={tone} />
            {label} <span className="n">{counts[group]}</span>
          </button>
        ))}
      </div>
      <span className="spacer" />
      {(projects.length > 1 || state.project !== null) && (
        <Select
          className="select-project"
          icon={<Icon name="users" size="sm" />}
          aria-label="Project"
          value={state.project ?? ""}
          onChange={(event) => onChange({ project: event.target.value || null })}
        >
          <option value="">All projects</option>
          {[...new Set([...projects, ...(state.project === null ? [] : [state.project])])].map((project) => (
            <option key={project}>{project}</option>
          ))}
        </Select>
      )}
      <Select
        className="select-sort"
        icon={<Icon name="sort" size="sm" />}
        aria-label="Sort"
        value={state.sort}
        onChange={(event) => onChange({ sort: event.target.value as Sort })}
      >
        {SORTS.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Select>
    </div>
  );
}
