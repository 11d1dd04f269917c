import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminPage } from "@/components/admin/admin-page";
import { adminTabsFor } from "@/components/admin/tabs";
import { auditQueryText } from "@/components/audit/filter";
import { auditKey, firstAuditPage } from "@/lib/client/audit";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadAudit } from "@/lib/loaders/audit";
import { loadAdminEnvironments } from "@/lib/loaders/environments";
import { loadNoticeSettings } from "@/lib/loaders/notices";
import { loadActor, loadUsers } from "@/lib/loaders/people";
import { loadPolicy } from "@/lib/loaders/policy";
import { loadOverview, loadPorts, loadQuotas, loadRunning } from "@/lib/loaders/quotas";

export const metadata: Metadata = { title: "Admin" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Admin({ params, searchParams }: Props) {
  const actor = await loadActor();
  const environment = decodeURIComponent((await params).environment);
  const query = await searchParams;
  const asked = query.tab;
  const tabs = adminTabsFor(actor).map(({ id }) => id);
  const tab = tabs.find((id) => id === asked) ?? tabs[0];
  if (tab === undefined) notFound();
  const [overview, users, policy, environments, quotas, ports, running, audit, notices] = await Promise.all([
    tab === "overview" ? loadOverview(environment) : null,
    tab === "users" ? loadUsers() : null,
    tab === "policy" ? loadPolicy(environment) : null,
    tab === "environments" ? loadAdminEnvironments() : null,
    tab === "quotas" ? loadQuotas(environment) : null,
    tab === "ports" ? loadPorts(environment) : null,
    tab === "containers" ? loadRunning(environment) : null,
    tab === "audit" ? loadAudit({ of: "all" }, query) : null,
    tab === "notifications" ? loadNoticeSettings() : null,
  ]);
  const known = [
    ...(overview ? [[keys.overview(environment), overview] as const] : []),
    ...(users ? [[keys.users, users] as const] : []),
    ...(policy ? [[keys.policy(environment), policy] as const] : []),
    ...(environments ? [[keys.adminEnvironments, environments] as const] : []),
    ...(quotas ? [[keys.quotas(environment), quotas] as const] : []),
    ...(ports ? [[keys.ports(environment), ports] as const] : []),
    ...(running ? [[keys.running(environment), running] as const] : []),
    ...(notices ? [[keys.noticeSettings, notices] as const] : []),
    ...(audit ? [[auditKey({ of: "all" }, auditQueryText(query)), firstAuditPage(audit)] as const] : []),
  ];
  return (
    <HydrationBoundary state={dehydrated(known)}>
      <AdminPage environment={environment} tab={tab} actor={actor} />
    </HydrationBoundary>
  );
}
