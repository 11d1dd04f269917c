import { groupOf } from "@/lib/core/groups";
import { isHostPort, type Policy } from "@/lib/core/policy";
import { roomToScale } from "@/lib/core/usage";
import type { ServiceView, StackView } from "@/lib/core/views";
import type { EnvironmentRow, StackRecord } from "@/lib/registry/types";
import type { OpContext } from "./context";
import { quotaOf } from "./require-room";

/** Says of each service where the quota of its project ends, where that is before the policy does. */
export async function withRoom(ctx: OpContext, environment: EnvironmentRow, stack: StackRecord, services: ServiceView[]): Promise<ServiceView[]> {
  const held = await ctx.registry.projectUsage(stack.projectId, environment.id);
  const allowed = await quotaOf(ctx.registry, { id: stack.projectId }, environment);
  return services.map((view) => {
    const service = stack.desired.services.find(({ id }) => id === view.id);
    const room = service?.target ? roomToScale(groupOf(stack.desired.services, service), held, allowed, view.scale.max) : null;
    return room ? { ...view, scale: { ...view.scale, room: { ...room, project: stack.project } } } : view;
  });
}

/** Ports that no file of anybody else could name. */
export function outsideThePool({ desired }: StackRecord, policy: Policy): Pick<StackView, "grantedPorts"> {
  const ports = desired.services.flatMap(({ leases }) => leases.map(({ port }) => port)).filter((port) => !isHostPort(policy, port));
  return ports.length > 0 ? { grantedPorts: [...new Set(ports)].sort((a, b) => a - b) } : {};
}
