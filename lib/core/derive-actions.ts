import type { DesiredService } from "./desired";
import { groupVerdict } from "./groups";
import { ACTIONS, type Action, stackTransition, type Verdict } from "./lifecycle";

const each = (verdict: (action: Action) => Verdict): Record<Action, Verdict> =>
  Object.fromEntries(ACTIONS.map((action) => [action, verdict(action)])) as Record<Action, Verdict>;

export const verdictsOf = (service: DesiredService, services: readonly DesiredService[], removing: boolean): Record<Action, Verdict> =>
  each((action) => (action === "upgrade" ? upgradeVerdict : groupVerdict)(services, service, action, removing));

/** There is nothing to upgrade it to; a file that has it again is an upgrade of the stack. */
function upgradeVerdict(...[services, service, action, removing]: Parameters<typeof groupVerdict>): Verdict {
  const verdict = groupVerdict(services, service, action, removing);
  return verdict.allowed && service.outside !== undefined ? { allowed: false, reason: "not-in-file", wayOut: [] } : verdict;
}

export const stackVerdictsOf = (services: DesiredService[], removing: boolean): Record<Action, Verdict> =>
  each((action) => stackTransition(services, action, removing));
