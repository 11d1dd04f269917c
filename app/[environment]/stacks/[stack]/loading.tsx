import { Skeleton, SkeletonTable } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <main className="content">
      <div className="svc-head">
        <div>
          <Skeleton width="220px" height="22px" />
          <div className="mt-4">
            <Skeleton width="380px" />
          </div>
        </div>
      </div>
      <div className="tabs h-10" />
      <SkeletonTable rows={4} columns={["78px", "70px", "48px", "22%"]} label="Loading" />
    </main>
  );
}
