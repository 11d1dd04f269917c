/** A grey bar of the width of what comes, e.g. "52%" or "70px". */
export const Skeleton = ({ width, height }: { width: string; height?: string }) => <span aria-hidden className="skeleton" style={{ width, height }} />;

const WIDTHS = ["52%", "40%", "60%", "46%", "56%"];

/** A table that keeps the row height of what comes. `columns` are CSS widths of the bars after the first. */
export function SkeletonTable({ rows, columns, label }: { rows: number; columns: string[]; label: string }) {
  return (
    <div className="table-wrap" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <div key={row} className="skeleton-row">
          <Skeleton width={WIDTHS[row % WIDTHS.length] ?? "50%"} />
          {columns.map((width, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
            <Skeleton key={column} width={width} />
          ))}
        </div>
      ))}
    </div>
  );
}
