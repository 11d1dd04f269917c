import type { Policy } from "@/lib/core/policy";
import type { Desk } from "./desk";
import type { Spot } from "./place";
import { refuse } from "./values";

export const DOCKER_HUB = "docker.io";
const HUB_NAMES = new Set([DOCKER_HUB, "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"]);

/** Registry and path as the engine reads them: a first word without a dot, a port and not `localhost` is no host. */
export function registryOf(image: string): { host: string; path: string } {
  const name = image.replace(/@.*$/, "");
  const slash = name.indexOf("/");
  const first = slash === -1 ? "" : name.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase();
  const host = isHost ? registryName(first) : DOCKER_HUB;
  const rest = (isHost ? name.slice(slash + 1) : name).replace(/:[^/]*$/, "");
  return { host, path: host !== DOCKER_HUB || rest.includes("/") ? rest : `library/${rest}` };
}

/** Whether images of this name may be used at all, and by this person. */
export function checkRegistry(desk: Desk, image: string, at: Spot): void {
  const { host, path } = registryOf(image);
  const { registries } = desk.policy;
  if (registries && !registries.some((allowed) => registryName(allowed) === host)) {
    const list = registries.length === 0 ? "nowhere yet: an administrator has to name a registry" : registries.join(", ");
    refuse(desk, at, "image", `Images come from ${list}. This one would come from ${host}.`);
    return;
  }
  const closed = closedNamespace(desk.policy, host, path);
  if (!closed || (desk.asker && closed.users.includes(desk.asker.username))) return;
  refuse(desk, at, "image", `Images of ${closed.name} are private, and you are not one of the people who may use them. Ask their owner or an administrator.`);
}

/** One name for one registry: the usual ports go without saying, and `05000` is 5000. */
function registryName(text: string): string {
  const [name = "", port] = text.trim().toLowerCase().split(":");
  const number = Number(port ?? 443);
  const host = HUB_NAMES.has(name) ? DOCKER_HUB : /^127(\.\d+){3}$/.test(name) ? "localhost" : name;
  return number === 443 || number === 80 ? host : `${host}:${number}`;
}

/** The innermost namespace that somebody closed. Compared by component. */
function closedNamespace(policy: Policy, host: string, path: string): { name: string; users: string[] } | null {
  const found = Object.entries(policy.privateNamespaces)
    .map(([name, users]) => ({ name, users, parts: namespaceParts(name) }))
    .filter(({ parts }) => parts.host === host && (parts.path === "" || path === parts.path || path.startsWith(`${parts.path}/`)))
    .sort((a, b) => b.parts.path.length - a.parts.path.length);
  return found[0] ?? null;
}

function namespaceParts(name: string): { host: string; path: string } {
  const tidy = name.trim().toLowerCase().replace(/\/+$/, "");
  const slash = tidy.indexOf("/");
  const first = slash === -1 ? tidy : tidy.slice(0, slash);
  const isHost = /[.:]/.test(first) || first === "localhost";
  if (!isHost) return { host: DOCKER_HUB, path: tidy };
  return { host: registryName(first), path: slash === -1 ? "" : tidy.slice(slash + 1) };
}
