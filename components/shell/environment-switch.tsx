"use client";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import type { EnvironmentView } from "@/lib/core/views";

/** What stands beside an environment's name: its engine, as people know it. */
const engineName = ({ engine }: EnvironmentView) => engine.name ?? "local engine";

/** Coloured, so that prod cannot be mistaken. With one environment there is nothing to switch, so it only says where one is. */
export function EnvironmentSwitch({ current, environments }: { current: EnvironmentView; environments: EnvironmentView[] }) {
  const face = (
    <>
      <span className="sr-only">Environment </span>
      <b>{current.name}</b>
      <span className="truncate">{engineName(current)}</span>
    </>
  );
  if (environments.length < 2) return <div className="env-switch is-still">{face}</div>;
  return (
    <Menu
      label={`Environment ${current.name}`}
      className="env-switch"
      align="start"
      wide
      entries={environments.map((environment) => ({
        id: environment.id,
        label: environment.name,
        colour: environment.colour,
        checked: environment.name === current.name,
        href: `/${encodeURIComponent(environment.name)}/stacks`,
      }))}
    >
      {face}
      <Icon name="updown" size="sm" />
    </Menu>
  );
}
