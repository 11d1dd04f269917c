import { Icon } from "./icon";

/** The head of a column that one can sort by; `sorted` is how the rows stand now. */
export function SortHead({
  children,
  sorted,
  onSort,
  className,
}: {
  children: string;
  sorted: "ascending" | "descending" | null;
  onSort: () => void;
  className?: string;
}) {
  return (
    <th scope="col" aria-sort={sorted ?? undefined} className={className}>
      <button type="button" className="sort-head" onClick={onSort}>
        {children}
        {sorted && <Icon name="down" size="sm" className={sorted === "ascending" ? "rotate-180" : undefined} />}
      </button>
    </th>
  );
}
