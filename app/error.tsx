"use client";
import { Door } from "@/components/sign-in/door";
import { Button } from "@/components/ui/button";
import { UNKNOWN } from "@/lib/format/explanation";

export default function Failed({ reset }: { error: Error; reset: () => void }) {
  return (
    <Door title={UNKNOWN.what} lead={`${UNKNOWN.why} ${UNKNOWN.next}`}>
      <div className="row mt-5">
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      </div>
    </Door>
  );
}
