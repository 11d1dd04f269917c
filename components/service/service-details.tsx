"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Card } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { Skeleton } from "@/components/ui/skeleton";
import { containerQuery } from "@/lib/client/queries";
import type { ServiceSpec } from "@/lib/core/spec";
import type { ServiceView } from "@/lib/core/views";
import { bytes } from "@/lib/format/bytes";
import { duration } from "@/lib/format/duration";
import { CodePane } from "./code-pane";

/** What the service was told to be, and what the engine says of each container. */
export function ServiceDetails({ environment, stack, service }: { environment: string; stack: string; service: ServiceView }) {
  return (
    <div className="grid gap-5">
      {service.spec && <SpecCard spec={service.spec} text={service.rendered ?? ""} />}
      {service.containers
        .filter(({ state }) => state !== "missing")
        .map((container) => (
          <RawContainer
            key={container.id}
            environment={environment}
            stack={stack}
            id={container.id}
            label={`${container.label}${container.generation === "old" ? ", old" : ""}`}
          />
        ))}
    </div>
  );
}

function SpecCard({ spec, text }: { spec: ServiceSpec; text: string }) {
  return (
    <div className="two">
      <Card title="Settings" flush>
        <dl className="grid grid-cols-[132px_minmax(0,1fr)] gap-x-4 px-4 py-3 [&>dt]:py-1 [&>dt]:text-xs [&>dt]:text-ink-3 [&>dd]:py-1 [&>dd]:break-words">
          {settingsOf(spec).map(([name, value]) => (
            <Setting key={name} name={name}>
              {value}
            </Setting>
          ))}
        </dl>
      </Card>
      <Card title="As it was rendered" flush meta={<CopyButton text={text} label="Copy the rendered service" />}>
        <CodePane text={text} label="Rendered service" />
      </Card>
    </div>
  );
}

const Setting = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** The figures one asks for first, in words. */
function settingsOf(spec: ServiceSpec): [string, ReactNode][] {
  const mono = (text: string) => <span className="mono">{text}</span>;
  const list = (values: string[]) => (values.length === 0 ? <span className="ink-3">none</span> : mono(values.join(", ")));
  return [
    ["Image", mono(spec.image)],
    ["Command", spec.command ? mono(spec.command.join(" ")) : "the image's own"],
    ["Ports", list(spec.ports.map(({ target, protocol, published }) => `${target}/${protocol}${published === null ? "" : ` on ${published}`}`))],
    [
      "Storage",
      list(
        spec.mounts.map(
          (mount) =>
            `${mount.type === "volume" ? `${mount.source}: ` : `${mount.type} `}${mount.target}${"readOnly" in mount && mount.readOnly ? ", read only" : ""}`,
        ),
      ),
    ],
    ["Networks", typeof spec.networkMode === "object" ? mono(`that of ${spec.networkMode.service}`) : list(spec.networks.map(({ name }) => name))],
    ...(spec.retainIp ? [["Addresses", "each container number keeps its own over upgrades"] satisfies [string, ReactNode]] : []),
    ...(spec.configs ? [["Configs", list(spec.configs.map(({ target }) => target))] satisfies [string, ReactNode]] : []),
    ["Depends on", list(spec.dependsOn.map(({ service }) => service))],
    ["Health check", spec.healthcheck?.test ? mono(spec.healthcheck.test.slice(1).join(" ")) : "the image's own, if it has one"],
    [
      "Restart",
      spec.restart.policy === "on-failure" ? `on failure, up to ${spec.restart.maxRetries} times` : spec.restart.policy === "no" ? "no" : "unless stopped",
    ],
    ["User", spec.user ? mono(spec.user) : "the image's own"],
    ["Limits", `${bytes(spec.memoryBytes)} memory, ${spec.cpus} CPU, ${spec.pids} processes`],
    ["Capabilities", spec.capAdd.length === 0 ? "the allowed seven" : `the allowed seven and ${spec.capAdd.join(", ")}`],
    ["Time to stop", duration(spec.stopGraceSeconds * 1000)],
    ["Logs", `${spec.log.maxFiles} files of ${bytes(spec.log.maxSizeBytes)}`],
  ];
}

/** The engine's own words, fetched when opened. */
function RawContainer({ environment, stack, id, label }: { environment: string; stack: string; id: string; label: string }) {
  const { data, error, refetch, isFetching } = useQuery({ ...containerQuery(environment, stack, id), enabled: false });
  const text = data === undefined ? "" : JSON.stringify(data, null, 2);
  return (
    <details className="card group" onToggle={(event) => event.currentTarget.open && data === undefined && !isFetching && void refetch()}>
      <summary className="card-head cursor-pointer list-none border-b-0 group-open:border-b">
        <h3 className="mono">{label}</h3>
        <span className="meta">{error ? "could not be read" : "raw JSON"}</span>
      </summary>
      {error ? (
        <p className="card-body ink-2">The engine did not answer for this container. Close and open it to ask again.</p>
      ) : data === undefined ? (
        <div className="card-body">
          <Skeleton width="60%" />
        </div>
      ) : (
        <>
          <div className="flex justify-end px-2 pt-2">
            <CopyButton text={text} label={`Copy the JSON of ${label}`} />
          </div>
          <CodePane text={text} label={`JSON of ${label}`} />
        </>
      )}
    </details>
  );
}
