import type { EngineEvent, Place, Places } from "@/lib/engine/port";

/** Every environment on one and the same engine; asked anew each time, so that it may be another after a restart. */
export function onePlace(place: () => Place, asked: (event: EngineEvent) => boolean = () => false): Places {
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
    watchEvents: (listener) => place().mirror.watchEvents((event) => listener(event, { ...place(), environmentIds: [...environmentIds], own: asked(event) })),
    subscribe: (listener) => place().mirror.subscribe((change) => listener(change, [...environmentIds])),
  };
}
