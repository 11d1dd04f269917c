"use client";
import Link from "next/link";
import { Mark } from "@/components/ui/mark";
import type { ActorView } from "@/lib/core/people";
import type { EnvironmentView } from "@/lib/core/views";
import { EnvironmentSwitch } from "./environment-switch";
import { Navigation } from "./navigation";
import { UserMenu } from "./user-menu";

export interface SidebarProps {
  actor: ActorView;
  environment: EnvironmentView;
  environments: EnvironmentView[];
  onKeys: () => void;
}

/** What the sidebar holds; under 860 px the same stands in the menu. */
export function SidebarContent({ actor, environment, environments, onKeys }: SidebarProps) {
  return (
    <>
      <Link className="brand" href={`/${encodeURIComponent(environment.name)}/stacks`}>
        <Mark />
        Spindle
      </Link>
      <EnvironmentSwitch current={environment} environments={environments} />
      <Navigation environment={environment.name} actor={actor} />
      <UserMenu actor={actor} environment={environment.name} onKeys={onKeys} />
    </>
  );
}

export const Sidebar = (props: SidebarProps) => (
  <aside className="sidebar" aria-label="Workspace">
    <div className="sidebar-in">
      <SidebarContent {...props} />
    </div>
  </aside>
);
