"use client";
import { PolicyTab } from "@/components/policy/policy-form";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import type { ActorView } from "@/lib/core/people";
import { Engines } from "./engine";
import { Users } from "./users";

export type AdminTab = "users" | "policy" | "engine";

export function AdminPage({ environment, tab, actor }: { environment: string; tab: AdminTab; actor: ActorView }) {
  const at = (id: AdminTab) => `/${environment}/admin?tab=${id}`;
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Admin</h1>
          <p>Who may sign in, what stacks may contain, and whether the engine is well.</p>
        </div>
      </div>
      <Tabs
        label="Admin"
        current={tab}
        tabs={[
          { id: "users", label: "Users", href: at("users") },
          { id: "policy", label: "Policy", href: at("policy") },
          { id: "engine", label: "Engine", href: at("engine") },
        ]}
      />
      <TabPanel id={tab}>
        {tab === "users" && <Users actor={actor} />}
        {tab === "policy" && <PolicyTab environment={environment} username={actor.username} />}
        {tab === "engine" && <Engines />}
      </TabPanel>
    </main>
  );
}
