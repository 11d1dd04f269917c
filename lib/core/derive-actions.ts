import type { DesiredService } from "./desired";
import { ACTIONS, type Action, stackTransition, transition, type Verdict } from "./lifecycle";

const each = (verdict: (action: Action) => Verdict): Record<Action, Verdict> =>
  Object.fromEntries(ACTIONS.map((action) => [action, verdict(action)])) as Record<Action, Verdict>;

export const verdictsOf = (service: DesiredService, removing: boolean): Record<Action, Verdict> => each((action) => transition(service, action, removing));

export const stackVerdictsOf = (services: DesiredService[], removing: boolean): Record<Action, Verdict> =>
  each((action) => stackTransition(services, action, removing));
