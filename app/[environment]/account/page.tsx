import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { AccountPage } from "@/components/account/account-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor, loadSessions } from "@/lib/loaders/people";

export const metadata: Metadata = { title: "Account" };

export default async function Account() {
  const [actor, sessions] = await Promise.all([loadActor(), loadSessions()]);
  return (
    <HydrationBoundary state={dehydrated([[keys.sessions, sessions]])}>
      <AccountPage actor={actor} />
    </HydrationBoundary>
  );
}
