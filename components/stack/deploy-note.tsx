"use client";
import { useQuery } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout";
import { environmentsQuery } from "@/lib/client/queries";

/** What the environment asks of whoever deploys there; null where anybody may, at once. */
export function useDeployRules(environment: string): { closed: string | null; needsApproval: boolean } {
  const one = useQuery(environmentsQuery()).data?.find(({ name }) => name === environment);
  return {
    closed: one?.closed ? `${environment} is open to chosen projects only. An administrator can open it to yours.` : null,
    needsApproval: one?.needsApproval ?? false,
  };
}

/** Said before somebody writes a file that cannot be deployed, or waits for a deploy that only became a request. */
export function DeployNote({ environment, className }: { environment: string; className?: string }) {
  const { closed, needsApproval } = useDeployRules(environment);
  if (closed !== null)
    return (
      <Callout tone="person" title={`Nothing new comes to ${environment} from your projects`} className={className}>
        {closed} What runs there already can be run, scaled and rolled back as before.
      </Callout>
    );
  if (!needsApproval) return null;
  return (
    <Callout tone="quiet" icon="hand" title={`Deploys to ${environment} wait for a yes`} className={className}>
      An operator reads what changes and says yes or no. Going back to the version before is free.
    </Callout>
  );
}
