import { clsx } from "clsx";
import type { ReactNode } from "react";

export interface Column {
  head: string;
  /** A class such as `w-[120px]`; without one the column takes what is left. */
  width?: string;
  /** Left out where the sidebar leaves little room for the table; its cells carry the class `c-roomy`. */
  roomy?: boolean;
  /** The head is for screen readers alone, as over buttons. */
  unseen?: boolean;
}

export interface TableProps {
  /** The name it is called by. */
  label: string;
  columns: readonly Column[];
  className?: string;
  /** A line below it. */
  foot?: ReactNode;
  /** The rows. */
  children: ReactNode;
}

export function Table({ label, columns, className, foot, children }: TableProps) {
  return (
    <div className="table-wrap">
      <table className={className ? `table ${className}` : "table"} aria-label={label}>
        <colgroup>
          {columns.map(({ head, width, roomy }) => (
            <col key={head} className={clsx(width, roomy && "c-roomy")} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ head, unseen, roomy }) => (
              <th key={head} scope="col" className={roomy ? "c-roomy" : undefined}>
                {unseen ? <span className="sr-only">{head}</span> : head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {foot && <div className="table-foot">{foot}</div>}
    </div>
  );
}
