import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

/** A panel; never inside another. */
export function Card({
  title,
  meta,
  icon,
  iconTone,
  spin,
  children,
  className,
  flush = false,
}: {
  title?: ReactNode;
  /** At the right end of the head. */
  meta?: ReactNode;
  icon?: IconName;
  iconTone?: "well" | "progress-c" | "person" | "broken" | "stopped";
  spin?: boolean;
  children: ReactNode;
  className?: string;
  /** Without padding, for tables and diffs. */
  flush?: boolean;
}) {
  return (
    <section className={clsx("card", className)}>
      {title !== undefined && (
        <div className="card-head">
          {icon && <Icon name={icon} spin={spin} className={iconTone} />}
          <h2 className="h3">{title}</h2>
          {meta !== undefined && <span className="meta">{meta}</span>}
        </div>
      )}
      {flush ? children : <div className="card-body">{children}</div>}
    </section>
  );
}
