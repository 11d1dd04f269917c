"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { engineQuery } from "@/lib/client/queries";
import type { EngineHealthView } from "@/lib/core/engine-health";
import { problemOf } from "@/lib/core/errors";
import { bytes } from "@/lib/format/bytes";
import { duration } from "@/lib/format/duration";
import { count } from "@/lib/format/names";
import { FactList } from "./fact-list";

/** Two machines that disagree by more than this will disagree in logs and upgrades too. */
const CLOCK_MS = 2_000;
/** Below this share of free disk, pulls and volumes soon fail. */
const LITTLE = 0.1;

/** What the engine says of itself: versions with a mark below a safe one, security, clock, and its own warnings. */
export function EngineHealth({ environment }: { environment: string }) {
  const { data, error, isFetching, refetch } = useQuery(engineQuery(environment));
  return (
    <Card
      icon="heart"
      title="Health"
      meta={
        <span className="row">
          {data && (
            <span>
              asked <Age at={data.askedAt} />
            </span>
          )}
          <Button size="sm" variant="ghost" pending={isFetching} onClick={() => void refetch()}>
            Ask again
          </Button>
        </span>
      }
    >
      {error && <ProblemCallout problem={problemOf(error)} className="mb-4" />}
      {!data && !error && <Skeleton width="100%" height="320px" />}
      {data && <Facts health={data} />}
    </Card>
  );
}

function Facts({ health }: { health: EngineHealthView }) {
  const facts: [string, ReactNode][] = [
    ...health.components.map(({ name, version }): [string, ReactNode] => [name, <Version key={name} name={name} version={version} health={health} />]),
    ["API", health.apiVersion],
    ["System", `${health.system}, kernel ${health.kernel}`],
    ["Storage", [health.storageDriver, ...health.storageFacts.slice(0, 1).map(({ value }) => `on ${value}`)].join(" ")],
    ["Root directory", <RootDirectory key="root" health={health} />],
    ["Control groups", `version ${health.cgroupVersion ?? "1"}, by ${health.cgroupDriver}`],
    ["Security", <Security key="security" health={health} />],
    ["Restarts", health.liveRestore ? "containers run on while the engine restarts" : "containers end when the engine is restarted"],
    ["Swarm", health.swarm ? "part of a swarm" : "not part of a swarm"],
    ["Clock", <Clock key="clock" health={health} />],
    ["Reconnects", <Reconnects key="line" health={health} />],
    [
      "Warnings",
      health.warnings.length === 0 ? (
        "none"
      ) : (
        <ul key="warnings">
          {health.warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      ),
    ],
  ];
  return <FactList facts={facts} />;
}

const Mark = ({ children }: { children: ReactNode }) => (
  <span className="flex gap-2 text-broken">
    <Icon name="octagon" className="broken mt-0.5" />
    <span>{children}</span>
  </span>
);

function Version({ name, version, health }: { name: string; version: string; health: EngineHealthView }) {
  const faults = health.faults.filter(({ component }) => component === name);
  return (
    <>
      <span className="mono">{version}</span>
      {faults.map(({ safe, reason }) => (
        <Mark key={reason}>
          Below the safe version <span className="mono">{safe}</span>. {reason} A distribution may have put the repair into its own build.
        </Mark>
      ))}
    </>
  );
}

function RootDirectory({ health: { rootDir, disk } }: { health: EngineHealthView }) {
  const little = disk !== null && disk.free < disk.total * LITTLE;
  const words = disk === null ? "free space is known on its own machine only" : `${bytes(disk.free)} free of ${bytes(disk.total)}`;
  return (
    <>
      <span className="mono">{rootDir}</span>, {little ? <Mark>{words}</Mark> : words}
    </>
  );
}

function Security({ health: { security } }: { health: EngineHealthView }) {
  const { seccomp, appArmor, seLinux, rootless, userNamespaces } = security;
  const has = [
    seccomp === null ? "" : `seccomp (${seccomp})`,
    appArmor ? "AppArmor" : "",
    seLinux ? "SELinux" : "",
    rootless ? "rootless" : "",
    userNamespaces ? "user namespaces" : "",
  ].filter(Boolean);
  return (
    <>
      {has.join(", ") || "nothing"}
      {seccomp === null && <Mark>No seccomp profile: containers may use every call of the kernel.</Mark>}
    </>
  );
}

function Clock({ health: { clockAhead, took } }: { health: EngineHealthView }) {
  const off = Math.abs(clockAhead);
  if (off <= CLOCK_MS || off <= took) return <>the same as here</>;
  return (
    <Mark>
      {duration(off)} {clockAhead > 0 ? "ahead of" : "behind"} this server
    </Mark>
  );
}

function Reconnects({ health: { reconnects, lastLostAt } }: { health: EngineHealthView }) {
  if (reconnects === 0) return <>none since Spindle started</>;
  return (
    <>
      {count(reconnects, "time")} since Spindle started
      {lastLostAt !== null && (
        <>
          , last lost <Age at={lastLostAt} />
        </>
      )}
    </>
  );
}
