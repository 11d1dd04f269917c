"use client";
import { useSyncExternalStore } from "react";
import { Icon } from "@/components/ui/icon";
import type { EndpointView } from "@/lib/core/views";

const never = () => () => {};
/** The host the page was opened on: containers answer there too. Empty while the server renders. */
const useHost = () =>
  useSyncExternalStore(
    never,
    () => window.location.hostname,
    () => "",
  );

/** One address of a container or service. Plain TCP opens as a web page; UDP is only named. */
function EndpointLink({ endpoint }: { endpoint: EndpointView }) {
  const host = useHost();
  const address = `${host === "" ? "" : host}:${endpoint.port}`;
  const title = `Port ${endpoint.target}/${endpoint.protocol} of ${endpoint.container}`;
  if (endpoint.protocol === "udp")
    return (
      <span className="endpoint" title={title}>
        {address}/udp
      </span>
    );
  return (
    <a className="endpoint" href={host === "" ? undefined : `http://${address}`} target="_blank" rel="noreferrer" title={title}>
      <span className="truncate">{address}</span>
      <Icon name="open" />
    </a>
  );
}

/** The first `most` addresses, then how many more there are. */
export function Endpoints({ endpoints, most = 2, none = "none" }: { endpoints: readonly EndpointView[]; most?: number; none?: string }) {
  if (endpoints.length === 0) return <span className="ink-3">{none}</span>;
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-3">
      {endpoints.slice(0, most).map((endpoint) => (
        <EndpointLink key={`${endpoint.port}/${endpoint.protocol}`} endpoint={endpoint} />
      ))}
      {endpoints.length > most && <span className="ink-3 text-xs">+ {endpoints.length - most} more</span>}
    </span>
  );
}
