import type { Drift, DriftWayOut, Limit, ServiceDrift } from "@/lib/core/derive-drift";
import { bytes } from "./bytes";
import { nameList } from "./names";

const LIMITS: Record<Limit, { word: string; figure: (value: number) => string }> = {
  memory: { word: "memory", figure: bytes },
  "memory-reservation": { word: "reserved memory", figure: bytes },
  cpus: { word: "CPU", figure: String },
  pids: { word: "process", figure: String },
};

const figure = (limit: Limit, value: number): string => (value <= 0 ? "none" : LIMITS[limit].figure(value));

type Words = { [K in Drift["kind"]]: (drift: Extract<Drift, { kind: K }>) => string };

/** What somebody did, as the end of a sentence that begins with the container. */
const WORDS: Words = {
  paused: () => "was paused",
  renamed: ({ name }) => `was renamed to \`${name}\``,
  image: () => "runs another image than its revision",
  limit: ({ limit, is, wanted }) => `has a ${LIMITS[limit].word} limit of ${figure(limit, is)}, not ${figure(limit, wanted)}`,
  restart: ({ is, wanted }) => `has the restart policy ${is}, not ${wanted}`,
  "network-left": ({ network }) => `was disconnected from the network \`${network}\``,
  "network-joined": ({ network }) => (network === null ? "was connected to a network that is not this stack's" : `was connected to the network \`${network}\``),
  label: ({ label }) => `has another label \`${label}\`: it was made by hand`,
  stranger: ({ name }) => `has a double: \`${name}\` carries its labels, and Spindle did not make it`,
};
export const driftWords = (drift: Drift): string => (WORDS[drift.kind] as (drift: Drift) => string)(drift);

/** "`web-1` was paused and has a memory limit of 64 MiB, not 512 MiB." */
export function driftSentence({ label, drift }: ServiceDrift["containers"][number]): string {
  const words = drift.map(driftWords);
  return `\`${label}\` ${words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`}.`;
}

export const driftTitle = (services: readonly string[]): string => `${nameList(services)} ${services.length === 1 ? "was" : "were"} changed at the engine`;

const WAYS_OUT: Record<DriftWayOut, string> = {
  restart: "A restart lets it run on.",
  redeploy: "Spindle leaves it as it is until you redeploy: new containers are made from the file, and the old ones are kept until you confirm.",
  "by-hand": "Spindle removes nothing that it did not make. Somebody who may use the engine removes it there, with `docker rm -f` and its name.",
};
export const wayOutSentence = (wayOut: DriftWayOut): string => WAYS_OUT[wayOut];
