import { tidyPath } from "@/lib/core/kernel-path";
import { type BindGrant, grantsOf, isBelow } from "@/lib/core/policy";
import type { MountSpec } from "@/lib/core/spec";
import type { Desk } from "../desk";
import type { Spot } from "../place";
import { refuseItem } from "../values";

const CLOSED =
  "Directories of the host cannot be mounted: they belong to everybody on it. Use a named volume, declared under `volumes` at the end of the file.";
const SOCKET = "The Docker socket would give this container control over the whole host and every stack on it. Remove it.";

type BindMount = Extract<MountSpec, { type: "bind" }>;

/** A directory of the host, where an administrator granted it; `fix` is where `:ro` can be added. */
export function readBind(desk: Desk, source: string, target: string, readOnly: boolean, at: Spot, ask: { readOnlyFix?: Fix } = {}): BindMount | undefined {
  const grants = grantsOf(desk.policy, desk.asker);
  if (/docker\.sock|containerd\.sock|podman\.sock|crio\.sock/.test(source)) return refuseItem(desk, at, "volumes", SOCKET);
  if (grants.length === 0) return refuseItem(desk, at, "volumes", CLOSED);
  if (!source.startsWith("/") || source.includes(":") || source.split("/").includes(".."))
    return refuseItem(desk, at, "volumes", `A host directory is written with its whole path, from / and without ".." and colons. ${listed(grants)}`);
  const path = tidyPath(source);
  const grant = bestOf(grants, path, readOnly);
  if (!grant) return refuseItem(desk, at, "volumes", `Host directories must be granted by an administrator. ${listed(grants)}`);
  if (grant.mode === "rw" || readOnly) return { type: "bind", source: path, root: tidyPath(grant.path), target, readOnly };
  // What the fix says need not be said twice.
  const advice = ask.readOnlyFix ? "" : " Mount it read-only.";
  const message = `${grant.path} is granted to you for reading only, and this mount could write.${advice}`;
  return desk.report.error({ rule: "policy.volumes", at, short: "read only", message, fix: ask.readOnlyFix });
}

type Fix = { label: string; from: number; to: number; insert: string } | null;

/** What a service may be told about its mounts: CLOSED where nothing was granted to the asker. */
export const closedMessage = (source: string): string => (/docker\.sock|containerd\.sock|podman\.sock|crio\.sock/.test(source) ? SOCKET : CLOSED);

const listed = (grants: BindGrant[]): string =>
  `Granted to you: ${grants.map(({ path, mode }) => `${path} (${mode === "ro" ? "read only" : "read and write"})`).join(", ")}.`;

/** Of all grants that cover the path, the one that allows what is asked; the nearest of those. */
function bestOf(grants: BindGrant[], path: string, readOnly: boolean): BindGrant | null {
  const covering = grants.filter((grant) => isBelow(path, tidyPath(grant.path))).sort((a, b) => b.path.length - a.path.length);
  return covering.find(({ mode }) => readOnly || mode === "rw") ?? covering[0] ?? null;
}

/** The grants under which a service mounts what it mounts. */
export const grantsUsed = (desk: Desk, mounts: MountSpec[]): BindGrant[] => {
  const grants = grantsOf(desk.policy, desk.asker);
  return mounts.flatMap((mount) => (mount.type === "bind" ? (bestOf(grants, mount.source, mount.readOnly) ?? []) : []));
};
