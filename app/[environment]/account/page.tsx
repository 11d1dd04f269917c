import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { auditQueryText } from "@/components/audit/filter";
import { auditKey, firstAuditPage } from "@/lib/client/audit";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadAudit } from "@/lib/loaders/audit";
import { loadNoticeChoices } from "@/lib/loaders/notices";
import { loadActor, loadSecondFactor, loadSessions } from "@/lib/loaders/people";
import { loadOwnQuotas } from "@/lib/loaders/quotas";

export const metadata: Metadata = { title: "Account" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function Account({ params, searchParams }: Props) {
  const environment = decodeURIComponent((await params).environment);
  const query = await searchParams;
  const [actor, sessions, secondFactor, quotas, audit, notices] = await Promise.all([
    loadActor(),
    loadSessions(),
    loadSecondFactor(),
    loadOwnQuotas(environment),
    loadAudit({ of: "oneself" }, query),
    loadNoticeChoices(),
  ]);
  return (
    <HydrationBoundary
      state={dehydrated([
        [keys.sessions, sessions],
        [keys.secondFactor, secondFactor],
        [keys.ownQuotas(environment), quotas],
        [keys.noticeChoices, notices],
        [auditKey({ of: "oneself" }, auditQueryText(query)), firstAuditPage(audit)],
      ])}
    >
      <AccountPage environment={environment} actor={actor} />
    </HydrationBoundary>
  );
}
