import type { ReactNode } from "react";
import { Icon, type IconName } from "./icon";

/** Names the next step; one primary at most. */
export function EmptyState({ icon, title, children, actions }: { icon: IconName; title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className="card empty">
      <Icon name={icon} />
      <h2 className="h3">{title}</h2>
      <p>{children}</p>
      {actions && <div className="row">{actions}</div>}
    </div>
  );
}
