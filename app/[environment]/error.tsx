"use client";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";

export default function Failed({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="content">
      <ProblemCallout
        problem={{ code: "UNKNOWN", data: {} }}
        actions={
          <Button size="sm" onClick={reset}>
            Try again
          </Button>
        }
      />
    </main>
  );
}
