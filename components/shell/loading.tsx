import { Skeleton, SkeletonTable } from "@/components/ui/skeleton";

/** A page with its head and table still to come, in the size of what comes. */
export function LoadingPage({ rows, label }: { rows: number; label: string }) {
  return (
    <main className="content" aria-busy="true">
      <div className="page-head">
        <div className="loading-head">
          <Skeleton width="120px" height="16px" />
          <Skeleton width="260px" />
        </div>
      </div>
      <SkeletonTable rows={rows} columns={["70px", "64px", "40px", "110px"]} label={label} />
    </main>
  );
}
