"use client";
import { AuditTab } from "@/components/audit/audit-tab";
import { NoticeSettingsTab } from "@/components/notices/notice-settings";
import { PolicyTab } from "@/components/policy/policy-form";
import { PolicyRead } from "@/components/policy/policy-read";
import { PortsTab } from "@/components/ports/ports-tab";
import { QuotasTab } from "@/components/quota/quotas-tab";
import { RunningTab } from "@/components/running/running-tab";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { can } from "@/lib/core/access";
import type { ActorView } from "@/lib/core/people";
import { Engines } from "./engine";
import { Environments } from "./environments";
import { Overview } from "./overview";
import { type AdminTab, adminTabsFor } from "./tabs";
import { Users } from "./users";

export function AdminPage({ environment, tab, actor }: { environment: string; tab: AdminTab; actor: ActorView }) {
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Admin</h1>
          <p>Who may sign in, what stacks may contain, and whether the engine is well.</p>
        </div>
      </div>
      <Tabs label="Admin" current={tab} tabs={adminTabsFor(actor).map(({ id, label }) => ({ id, label, href: `/${environment}/admin?tab=${id}` }))} />
      <TabPanel id={tab}>
        {tab === "overview" && <Overview environment={environment} />}
        {tab === "users" && <Users actor={actor} />}
        {tab === "policy" &&
          (can(actor, "policy.manage", null) ? <PolicyTab environment={environment} username={actor.username} /> : <PolicyRead environment={environment} />)}
        {tab === "audit" && <AuditTab actor={actor} />}
        {tab === "environments" && <Environments environment={environment} actor={actor} />}
        {tab === "quotas" && <QuotasTab environment={environment} actor={actor} />}
        {tab === "ports" && <PortsTab environment={environment} actor={actor} />}
        {tab === "containers" && <RunningTab environment={environment} />}
        {tab === "notifications" && <NoticeSettingsTab />}
        {tab === "engine" && <Engines environment={environment} />}
      </TabPanel>
    </main>
  );
}
