"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { warmShell } from "@/components/dock/warm-shell";
import { wishShell } from "@/components/dock/wish-shell";
import { HealthCard } from "@/components/events/health-card";
import { isGone } from "@/components/stack/is-gone";
import { Lacking, lackOf } from "@/components/stack/lacking";
import { useFeed } from "@/components/statistics/use-feed";
import { firstRunning } from "@/components/terminal/first-running";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { late } from "@/lib/client/late";
import { stackQuery } from "@/lib/client/queries";
import { useVerbs } from "@/lib/client/stack-actions";
import type { Permission } from "@/lib/core/access";
import { lacksRight } from "@/lib/core/stack-rights";
import type { ContainerView, ServiceView as Service, StackView } from "@/lib/core/views";
import { ContainersTable } from "./containers-table";
import { ScaleCard } from "./scale-card";
import { ServiceDetails } from "./service-details";
import { ServiceHead } from "./service-head";
import { ServiceNotices } from "./service-notices";
import { type ServiceTab, serviceTab, serviceTabs } from "./service-tab";

const loading = () => <Skeleton width="100%" height="480px" />;
const UpgradeTab = dynamic(() => import("@/components/upgrade/upgrade-tab").then((part) => part.UpgradeTab), { loading });
const ServiceLogs = late(() => import("./service-logs").then((part) => part.ServiceLogs), loading);
const StatsTab = late(() => import("@/components/statistics/service-stats").then((part) => part.ServiceStats), loading);
const StorageTab = dynamic(() => import("./storage-tab").then((part) => part.StorageTab), { loading });
const TerminalView = late(() => import("@/components/terminal/terminal-view").then((part) => part.TerminalView), loading);
const NEAR: Partial<Record<ServiceTab, () => void>> = { logs: ServiceLogs.near, stats: StatsTab.near };

export interface ServiceViewProps {
  environment: string;
  stackName: string;
  name: string;
  /** What the address asks for; the page may know better. */
  tab: string | null;
  container: string | null;
}

/** One service: is it healthy, and let me act on it. */
export function ServiceView({ environment, stackName, name, tab: asked, container }: ServiceViewProps) {
  const { data: stack, error } = useQuery(stackQuery(environment, stackName));
  const verbs = useVerbs({ environment, stack: stackName, service: name });
  const service = stack?.services.find((one) => one.name === name);
  const home = `/${environment}/stacks/${stackName}`;
  if (!stack || !service || isGone(error)) return <Gone name={name} home={isGone(error) ? `/${environment}/stacks` : home} />;
  const tab = serviceTab(service, asked);
  const address = `${home}/services/${name}`;
  const tabs = serviceTabs(service).map(({ id, label }) => ({
    id,
    label,
    href: `${address}?tab=${id}`,
    count: id === "containers" ? service.containers.length : undefined,
    onNear: id === "shell" ? () => shellNear(stack, service) : NEAR[id],
  }));
  return (
    <>
      <ServiceHead stack={stack} service={service} verbs={verbs} tab={tab} />
      <Tabs label={name} tabs={tabs} current={tab} />
      <ServiceNotices stack={stack} service={service} tab={tab} verbs={verbs} />
      <TabPanel id={tab}>
        <Panel stack={stack} service={service} tab={tab} verbs={verbs} address={address} container={container} />
      </TabPanel>
    </>
  );
}

interface PanelProps {
  stack: StackView;
  service: Service;
  tab: ServiceTab;
  verbs: ReturnType<typeof useVerbs>;
  address: string;
  container: string | null;
}

const NEEDS: Partial<Record<ServiceTab, Permission>> = {
  logs: "logs.read",
  shell: "shell.open",
  storage: "container.inspect",
  details: "container.inspect",
};

function Panel({ stack, service, tab, verbs, address, container }: PanelProps) {
  const right = NEEDS[tab];
  if (right && lacksRight(stack, right)) return <Lacking stack={stack} permission={right} />;
  switch (tab) {
    case "upgrade":
      return <UpgradeTab stack={stack} service={service} verbs={verbs} />;
    case "logs":
      return <ServiceLogs stack={stack} service={service} address={address} container={container} />;
    case "shell":
      return <ShellTab stack={stack} service={service} container={container} />;
    case "stats":
      return <StatsTab stack={stack} service={service} />;
    case "storage":
      return <StorageTab environment={stack.environment} stack={stack.name} service={service.name} />;
    case "details":
      return <ServiceDetails environment={stack.environment} stack={stack.name} service={service} />;
    default:
      return (
        <>
          <ScaleCard environment={stack.environment} stack={stack.name} service={service} />
          <LiveContainers stack={stack} service={service} address={address} />
          {!lacksRight(stack, "container.inspect") && <HealthCard environment={stack.environment} stack={stack.name} service={service} />}
        </>
      );
  }
}

function ShellTab({ stack, service, container }: Pick<PanelProps, "stack" | "service" | "container">) {
  const { environment, name, as = null } = stack;
  return <TerminalView environment={environment} stack={name} containers={chosenFirst(service, container)} serviceName={service.name} as={as} />;
}

/** What they use comes while somebody looks at them. */
function LiveContainers({ stack, service, address }: Pick<PanelProps, "stack" | "service" | "address">) {
  const feed = useFeed({ kind: "statistics", environment: stack.environment, stack: stack.name, service: service.name });
  return (
    <ContainersTable
      service={service}
      feed={feed}
      address={address}
      noLogs={lackOf(stack, "logs.read")}
      noShell={lackOf(stack, "shell.open")}
      onShell={(container) => wishShell(shellOf(stack, service, container))}
      onShellNear={(container) => warmShell(shellOf(stack, service, container))}
    />
  );
}

const shellOf = (stack: StackView, service: Service, { id, label }: ContainerView) => ({
  environment: stack.environment,
  stack: stack.name,
  service: service.name,
  container: id,
  label,
  as: stack.as ?? null,
});

/** The container that the address names is the one whose shell opens. */
const chosenFirst = (service: Service, container: string | null) =>
  [...service.containers].sort((a, b) => Number(b.id === container) - Number(a.id === container));

function Gone({ name, home }: { name: string; home: string }) {
  return (
    <EmptyState icon="box" title={`${name} is gone`} actions={<ButtonLink href={home}>Back</ButtonLink>}>
      It was removed, or the compose file no longer has it.
    </EmptyState>
  );
}

/** The Shell tab opens one in the first container that runs. */
function shellNear(stack: StackView, service: Service): void {
  TerminalView.near();
  const first = firstRunning(service.containers);
  if (first !== undefined && !lacksRight(stack, "shell.open")) warmShell(shellOf(stack, service, first));
}
