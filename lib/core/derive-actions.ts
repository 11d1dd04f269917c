import type { DesiredService } from "./desired";
import { groupVerdict } from "./groups";
import { ACTIONS, type Action, stackTransition, type Verdict } from "./lifecycle";

const each = (verdict: (action: Action) => Verdict): Record<Action, Verdict> =>
  Object.fromEntries(ACTIONS.map((action) => [action, verdict(action)])) as Record<Action, Verdict>;

export const verdictsOf = (service: DesiredService, services: readonly DesiredService[], removing: boolean): Record<Action, Verdict> =>
  each((action) => groupVerdict(services, service, action, removing));

export const stackVerdictsOf = (services: DesiredService[], removing: boolean): Record<Action, Verdict> =>
  each((action) => stackTransition(services, action, removing));
