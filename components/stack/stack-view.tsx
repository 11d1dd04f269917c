"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Skeleton } from "@/components/ui/skeleton";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { showToast } from "@/components/ui/toast";
import { late } from "@/lib/client/late";
import { stackQuery } from "@/lib/client/queries";
import { useVerbs } from "@/lib/client/stack-actions";
import type { Permission } from "@/lib/core/access";
import { lacksRight } from "@/lib/core/stack-rights";
import type { StackView as Stack } from "@/lib/core/views";
import { ActivityTab } from "./activity-tab";
import { isGone } from "./is-gone";
import { Lacking } from "./lacking";
import { RequestNotice } from "./request-notice";
import { RevisionsTab } from "./revisions-tab";
import { ServicesTable } from "./services-table";
import { StackHead } from "./stack-head";
import { StackNotices } from "./stack-notices";
import { STACK_TABS, type StackTab } from "./stack-tab";

const ComposeTab = dynamic(() => import("./compose-tab").then((part) => part.ComposeTab), { loading: () => <Skeleton width="100%" height="560px" /> });
const AccessTab = dynamic(() => import("./access-tab").then((part) => part.AccessTab), { loading: () => <Skeleton width="100%" height="560px" /> });
const AuditList = dynamic(() => import("@/components/audit/audit-list").then((part) => part.AuditList));
const loading = () => <Skeleton width="100%" height="480px" />;
const StackStats = late(() => import("@/components/statistics/stack-stats").then((part) => part.StackStats), loading);
const LogView = late(() => import("@/components/logs/log-view").then((part) => part.LogView), loading);
const NEAR: Partial<Record<StackTab, () => void>> = { logs: LogView.near, stats: StackStats.near };

export interface StackViewProps {
  environment: string;
  name: string;
  tab: StackTab;
  actorId: string;
  /** The revision that the address names: open under Revisions, restored under Compose. */
  revision: number | null;
  /** The two revisions that the address names: compared under Revisions. */
  compare: { from: number; to: number } | null;
}

/** One stack: what it is made of, and how its parts are. */
export function StackView({ environment, name, tab, actorId, revision, compare }: StackViewProps) {
  const router = useRouter();
  const { data: stack, error } = useQuery(stackQuery(environment, name));
  const verbs = useVerbs({ environment, stack: name, service: null });
  const gone = isGone(error);
  const list = `/${environment}/stacks`;

  useEffect(() => {
    if (!gone) return;
    showToast({ tone: "well", title: `\`${name}\` was removed` });
    router.replace(list);
  }, [gone, list, name, router]);

  if (gone || !stack)
    return (
      <EmptyState icon="stacks" title={`${name} is gone`} actions={<ButtonLink href={list}>All stacks</ButtonLink>}>
        It was removed. What was done with it stays under Activity.
      </EmptyState>
    );
  const tabs = STACK_TABS.map(({ id, label }) => ({
    id,
    label,
    href: `${list}/${name}?tab=${id}`,
    count: id === "services" ? stack.services.length : undefined,
    onNear: NEAR[id],
  }));
  return (
    <>
      <StackHead stack={stack} tab={tab} verbs={verbs} />
      <Tabs label={name} tabs={tabs} current={tab} />
      {stack.request && <RequestNotice stack={stack} request={stack.request} />}
      {tab === "services" ? <StackNotices stack={stack} verbs={verbs} /> : verbs.problem && <ProblemCallout className="mb-5" problem={verbs.problem} />}
      <TabPanel id={tab}>
        <Panel stack={stack} tab={tab} actorId={actorId} revision={revision} compare={compare} />
      </TabPanel>
    </>
  );
}

const NEEDS: Partial<Record<StackTab, Permission>> = { compose: "file.read", revisions: "file.read", logs: "logs.read", audit: "audit.read" };

function Panel({ stack, tab, actorId, revision, compare }: { stack: Stack } & Pick<StackViewProps, "tab" | "actorId" | "revision" | "compare">) {
  const right = NEEDS[tab];
  if (right && lacksRight(stack, right)) return <Lacking stack={stack} permission={right} />;
  switch (tab) {
    case "access":
      return <AccessTab stack={stack} />;
    case "compose":
      return <ComposeTab stack={stack} actorId={actorId} restore={revision} />;
    case "revisions":
      return <RevisionsTab stack={stack} open={revision} compare={compare} />;
    case "logs":
      return <LogView environment={stack.environment} stack={stack.name} service={null} containers={null} />;
    case "stats":
      return <StackStats stack={stack} />;
    case "activity":
      return <ActivityTab environment={stack.environment} stack={stack.name} />;
    case "audit":
      return (
        <AuditList
          book={{ of: "stack", environment: stack.environment, stack: stack.name }}
          empty="Who did what with this stack, and from where, is written down here, with shells and refused attempts."
        />
      );
    default:
      return <ServicesTable stack={stack} />;
  }
}
