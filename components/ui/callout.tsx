import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Problem } from "@/lib/core/errors";
import { problemSentence } from "@/lib/format/sentences";
import { Icon, type IconName } from "./icon";
import { Prose } from "./prose";

export type CalloutTone = "broken" | "person" | "progress" | "quiet";

const ICONS: Record<CalloutTone, IconName> = { broken: "octagon", person: "hand", progress: "away", quiet: "info" };

/** What happened, why, what to do, in that order. */
export function Callout({
  tone,
  title,
  icon,
  children,
  actions,
  className,
  live = false,
}: {
  tone: CalloutTone;
  title: ReactNode;
  icon?: IconName;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Announced when it appears. */
  live?: boolean;
}) {
  return (
    <div className={clsx("callout", tone !== "quiet" && `callout-${tone}`, className)} role={live ? "alert" : undefined}>
      <Icon name={icon ?? ICONS[tone]} />
      <div>
        <h2 className="h3">{title}</h2>
        {typeof children === "string" ? (
          <p>
            <Prose>{children}</Prose>
          </p>
        ) : (
          children
        )}
        {actions && <div className="callout-actions">{actions}</div>}
      </div>
    </div>
  );
}

/** A failure, worded by its code. */
export function ProblemCallout({
  problem,
  tone = "broken",
  actions,
  className,
  live = true,
}: {
  problem: Problem;
  tone?: CalloutTone;
  actions?: ReactNode;
  className?: string;
  live?: boolean;
}) {
  const { what, why, next } = problemSentence(problem);
  return (
    <Callout tone={tone} title={<Prose>{what}</Prose>} actions={actions} className={className} live={live}>
      {`${why} ${next}`}
    </Callout>
  );
}
