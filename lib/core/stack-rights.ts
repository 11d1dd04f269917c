import { type Actor, ALL_ON, can, type MemberRole, type Permission, type Switches, siteRoleFor } from "./access";
import type { Action, RightReason, Verdict } from "./lifecycle";
import { type ReaderRights, STACK_PERMISSIONS } from "./projects";
import type { ServiceView, StackView } from "./views";

/** What each button of a stack asks for. */
type Needed = Extract<Permission, "stack.deploy" | "service.operate" | "service.scale" | "stack.remove" | "volume.remove">;
const NEEDED: Record<Action, Needed> = {
  upgrade: "stack.deploy",
  pause: "stack.deploy",
  resume: "stack.deploy",
  confirm: "stack.deploy",
  "roll-back": "stack.deploy",
  scale: "service.scale",
  start: "service.operate",
  stop: "service.operate",
  restart: "service.operate",
  remove: "stack.remove",
};

export function rightsOf(actor: Pick<Actor, "role">, { member, switches }: { member: MemberRole | null; switches: Switches }): ReaderRights {
  const lacks = STACK_PERMISSIONS.filter((permission) => !can(actor, permission, member, switches));
  const as = siteRoleFor(actor, "stack.see", member);
  const allOn = switches.viewersReadLogs && switches.maintainersOpenShell;
  return { ...(lacks.length > 0 && { lacks }), ...(as && { as }), ...(!allOn && { switches }) };
}

/** The view as its reader may use it: what they have no right to is off, whatever the state would allow. */
export function forReader(view: StackView): StackView {
  const { lacks = [] } = view;
  if (lacks.length === 0) return view;
  const services = view.services.map((service) => withoutFile({ ...service, actions: judged(service.actions, lacks, losesData(service)) }, lacks));
  return { ...view, actions: judged(view.actions, lacks, view.services.some(losesData)), services };
}

/** Confirming it deletes volumes without a name, its own or those of whoever is decided on with it. */
const losesData = ({ actions, doomed = [], group = [] }: ServiceView): boolean =>
  actions.confirm.allowed && [...doomed, ...group.flatMap((other) => other.doomed ?? [])].length > 0;

function judged(verdicts: Record<Action, Verdict>, lacks: readonly Permission[], losesData: boolean): Record<Action, Verdict> {
  const entries = Object.entries(verdicts) as [Action, Verdict][];
  return Object.fromEntries(
    entries.map(([action, verdict]) => {
      const needed: Needed[] = action === "confirm" && losesData ? [NEEDED.confirm, "volume.remove"] : [NEEDED[action]];
      const right = needed.find((one) => lacks.includes(one));
      return [action, right ? { allowed: false, reason: `right:${right}` satisfies RightReason, wayOut: [] } : verdict];
    }),
  ) as Record<Action, Verdict>;
}

/** A spec is the file in other words. */
const withoutFile = (service: ServiceView, lacks: readonly Permission[]): ServiceView =>
  lacks.includes("file.read") ? { ...service, spec: null, keptSpec: null, rendered: null, change: null } : service;

export const lacksRight = ({ lacks = [] }: Pick<StackView, "lacks">, permission: Permission): boolean => lacks.includes(permission);

export const switchesOf = ({ switches = ALL_ON }: Pick<StackView, "switches">): Switches => switches;
