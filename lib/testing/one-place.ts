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
    follow: async () => undefined,
    subscribe: (listener) => place().mirror.subscribe((change) => listener(change, [...environmentIds])),
  };
}
