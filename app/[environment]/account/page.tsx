import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor, loadSecondFactor, loadSessions } from "@/lib/loaders/people";

export const metadata: Metadata = { title: "Account" };

export default async function Account() {
  const [actor, sessions, secondFactor] = await Promise.all([loadActor(), loadSessions(), loadSecondFactor()]);
  return (
    <HydrationBoundary
      state={dehydrated([
        [keys.sessions, sessions],
        [keys.secondFactor, secondFactor],
      ])}
    >
      <AccountPage actor={actor} />
    </HydrationBoundary>
  );
}
