import { isDatabaseImage } from "./database-images";
import type { DesiredService } from "./desired";
import type { Problem } from "./errors";
import type { Policy } from "./policy";
import { fixedPorts, type ServiceSpec } from "./spec";
import type { ServiceView } from "./views";

/** Why a service cannot run `scale` copies; null when it can. */
export function scaleProblem(spec: ServiceSpec | null, scale: number, policy: Policy): Problem | null {
  const service = spec?.name ?? "";
  if (scale > policy.maxScale) return { code: "SCALE_IMPOSSIBLE", data: { service, reason: "policy", limit: policy.maxScale } };
  if (scale <= 1 || !spec) return null;
  if (fixedPorts(spec).length > 0) return { code: "SCALE_IMPOSSIBLE", data: { service, reason: "fixed-port", limit: 1 } };
  if (spec.containerName) return { code: "SCALE_IMPOSSIBLE", data: { service, reason: "container-name", limit: 1 } };
  return null;
}

/** What the slider shows before anybody moves it. */
export function scaleView(service: DesiredService, policy: Policy, group: readonly DesiredService[] = [service]): ServiceView["scale"] {
  const spec = service.target?.spec ?? null;
  const sharesData = spec !== null && isDatabaseImage(spec.image) && spec.mounts.some((mount) => mount.type === "volume" && !mount.readOnly);
  return {
    value: service.scale,
    max: policy.maxScale,
    blocked: group.map(({ target }) => scaleProblem(target?.spec ?? null, 2, policy)).find((problem) => problem !== null) ?? null,
    warning: sharesData ? "database-volume" : null,
  };
}
