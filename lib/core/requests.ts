import type { DeployRequestView } from "./environments";
import type { NeedsYou } from "./views";

/** The row and column that a request's texts are sealed for. */
export const requestPlace = (requestId: string): string => `deploy-request/${requestId}/input`;

/** What waits for a yes, for whoever may give it and for whoever asked; a refusal only for the latter. */
export function needOfRequest(request: DeployRequestView): NeedsYou | null {
  const { stack, kind, asker, at, own, mayDecide, message, status, by, decidedAt, reason } = request;
  const about = { stack, service: null, actor: null, operationId: null };
  if (status === "declined")
    return own ? { ...about, kind: "approval-declined", since: decidedAt ?? at, why: { kind: "approval-declined", by: by ?? "", reason } } : null;
  return own || mayDecide ? { ...about, kind: "approval-waits", since: at, why: { kind: "approval-waits", what: kind, asker, mayDecide, message } } : null;
}
