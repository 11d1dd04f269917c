import { can, type Permission } from "@/lib/core/access";
import type { ActorView } from "@/lib/core/people";

/** The parts of the admin page and who may open each; in the order they are shown in. */
const ADMIN_TABS = [
  { id: "overview", label: "Overview", may: "environment.read" },
  { id: "users", label: "Users", may: "users.read" },
  { id: "policy", label: "Policy", may: "environment.read" },
  { id: "environments", label: "Environments", may: "environment.read" },
  { id: "quotas", label: "Quotas", may: "environment.read" },
  { id: "ports", label: "Ports", may: "environment.read" },
  { id: "containers", label: "Containers", may: "environment.read" },
  { id: "notifications", label: "Notifications", may: "policy.manage" },
  { id: "audit", label: "Audit", may: "audit.read" },
  { id: "engine", label: "Engine", may: "environment.read" },
] as const satisfies readonly { id: string; label: string; may: Permission }[];

export type AdminTab = (typeof ADMIN_TABS)[number]["id"];

export const adminTabsFor = (actor: Pick<ActorView, "role">) => ADMIN_TABS.filter(({ may }) => can(actor, may, null));
