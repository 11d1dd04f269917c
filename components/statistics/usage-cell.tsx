"use client";
import { Icon } from "@/components/ui/icon";
import { shortId } from "@/lib/client/statistics-feed";
import { limitsOf } from "@/lib/client/statistics-lines";
import type { Sample } from "@/lib/core/statistics";
import { bytes } from "@/lib/format/bytes";
import { cpuOf, cpuOfLimit, cpusWord, memoryOf, percent } from "@/lib/format/usage";
import { Sparkline } from "./sparkline";
import { useUsage, useUsageOfAll } from "./use-feed";

/** Near enough to its memory limit to be killed soon. */
const HOT = 0.9;

interface Limits {
  cpus: number;
  memoryBytes: number;
}

interface UsageCellProps {
  container: string;
  running: boolean;
  /** What it may use, where that is known before any figures came. */
  limits?: Limits;
}

/** CPU and memory of one container now and in the last minute. */
export function UsageCell({ container, running, limits: known }: UsageCellProps) {
  const { samples, feed } = useUsage(container);
  if (!running) return <span className="ink-3">none</span>;
  const limit = feed.limits[shortId(container)];
  return <Usage samples={samples} off={feed.sampling?.on === false} known={known} limits={limit ? { cpus: limit[0], memoryBytes: limit[1] } : known} />;
}

/** The same of all that run of a service, together. */
export function UsageOfAll({ containers }: { containers: readonly string[] }) {
  const { samples, feed } = useUsageOfAll(containers);
  if (containers.length === 0) return <span className="ink-3">none</span>;
  const sampled = containers.filter((id) => shortId(id) in feed.limits);
  return <Usage samples={samples} off={feed.sampling?.on === false} limits={sampled.length > 0 ? limitsOf(sampled, feed.limits) : undefined} />;
}

interface UsageProps {
  samples: readonly Sample[];
  off: boolean;
  limits: Limits | undefined;
  known?: Limits | undefined;
}

/** As high with figures as without. */
function Usage({ samples, off, limits: { cpus, memoryBytes } = NO_LIMITS, known }: UsageProps) {
  const now = samples.at(-1);
  if (off) return <Off cpus={cpus} memoryBytes={memoryBytes} withLimits={known !== undefined} />;
  // Of a whole core where there is no limit, or of what it took at most.
  const top = cpus > 0 ? cpus * 100 : Math.max(100, ...samples.map(({ cpu }) => cpu));
  const most = memoryBytes > 0 ? memoryBytes : Math.max(1, ...samples.map(({ memory }) => memory)) * 1.25;
  const hot = now !== undefined && memoryBytes > 0 && now.memory > memoryBytes * HOT;
  return (
    <span className="usage">
      <span className="stat-1" title={now && `${percent(now.cpu)} of one core, ${cpuOfLimit(now.cpu, cpus)}`}>
        <Sparkline points={samples.map(({ at, cpu }) => ({ at, value: cpu }))} top={top} />
        {now === undefined ? <Waiting words={known ? cpusWord(cpus) : null} /> : `${cpuOf(now.cpu, cpus)} CPU`}
      </span>
      <span className={hot ? "stat-1 is-hot" : "stat-1"} title={hot ? "Nearly all of its memory: at the limit a process of it is killed" : undefined}>
        <Sparkline points={samples.map(({ at, memory }) => ({ at, value: memory }))} top={most} hot={hot} />
        {now === undefined ? <Waiting words={known ? bytes(memoryBytes) : null} /> : memoryOf(now.memory, memoryBytes)}
        {hot && <Icon name="warning" size="sm" />}
        <span className="sr-only">{hot ? "of memory, nearly all of it" : "of memory"}</span>
      </span>
    </span>
  );
}

const NO_LIMITS: Limits = { cpus: 0, memoryBytes: 0 };

const Waiting = ({ words }: { words: string | null }) => <span className="ink-3">{words ?? "–"}</span>;

function Off({ cpus, memoryBytes, withLimits }: { cpus: number; memoryBytes: number; withLimits: boolean }) {
  return (
    <span className="usage ink-3" title="Statistics are switched off in this environment">
      <span className="stat-1">{withLimits ? cpusWord(cpus) : "Not sampled"}</span>
      {withLimits && <span className="stat-1">{bytes(memoryBytes)}</span>}
    </span>
  );
}
