import type { ReactNode } from "react";
import { Button } from "./button";
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

/** Filters leave nothing of what there is. */
export const NothingMatches = ({ onShowAll }: { onShowAll: () => void }) => (
  <EmptyState icon="search" title="Nothing matches" actions={<Button onClick={onShowAll}>Show all</Button>}>
    The filters above leave nothing over.
  </EmptyState>
);
