import type { Place, Places } from "@/lib/engine/port";

/** Every environment on one and the same engine; asked anew each time, so that it may be another after a restart. */
export function onePlace(place: () => Place): Places {
  const environmentIds = new Set<string>();
  return {
    of: (environmentId) => {
      environmentIds.add(environmentId);
      return place();
    },
    sharing: (environmentId) => [environmentId],
    own: "unix:///var/run/docker.sock",
    probe: async () => ({ ok: false, fault: "no-answer", detail: "nobody is there" }),
    pin: async (host) => host,
    follow: async () => undefined,
    subscribe: (listener) => place().mirror.subscribe((change) => listener(change, [...environmentIds])),
  };
}
