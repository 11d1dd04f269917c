import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor, loadSecondFactor, loadSessions } from "@/lib/loaders/people";
import { loadOwnQuotas } from "@/lib/loaders/quotas";

export const metadata: Metadata = { title: "Account" };

export default async function Account({ params }: { params: Promise<{ environment: string }> }) {
  const environment = decodeURIComponent((await params).environment);
  const [actor, sessions, secondFactor, quotas] = await Promise.all([loadActor(), loadSessions(), loadSecondFactor(), loadOwnQuotas(environment)]);
  return (
    <HydrationBoundary
      state={dehydrated([
        [keys.sessions, sessions],
        [keys.secondFactor, secondFactor],
        [keys.ownQuotas(environment), quotas],
      ])}
    >
      <AccountPage environment={environment} actor={actor} />
    </HydrationBoundary>
  );
}
