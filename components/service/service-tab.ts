import type { ServiceView } from "@/lib/core/views";

const TABS = [
  { id: "upgrade", label: "Upgrade" },
  { id: "containers", label: "Containers" },
  { id: "logs", label: "Logs" },
  { id: "shell", label: "Shell" },
  { id: "stats", label: "Stats" },
  { id: "storage", label: "Storage" },
  { id: "details", label: "Details" },
] as const;
export type ServiceTab = (typeof TABS)[number]["id"];

/** Upgrade is there only while one runs, is paused or waits. */
export const serviceTabs = (service: Pick<ServiceView, "phase">) => TABS.filter(({ id }) => id !== "upgrade" || service.phase !== "steady");

/** The tab to show: what the address names if it is there, else the one that matters most now. */
export function serviceTab(service: Pick<ServiceView, "phase">, asked: string | null): ServiceTab {
  const tabs = serviceTabs(service);
  return tabs.find(({ id }) => id === asked)?.id ?? tabs[0]?.id ?? "containers";
}
