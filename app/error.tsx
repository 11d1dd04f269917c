"use client";
import { Door } from "@/components/sign-in/door";
import { Button } from "@/components/ui/button";
import { problemSentence } from "@/lib/format/sentences";

export default function Failed({ reset }: { error: Error; reset: () => void }) {
  const { what, why, next } = problemSentence({ code: "UNKNOWN", data: {} });
  return (
    <Door title={what} lead={`${why} ${next}`}>
      <div className="row mt-5">
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      </div>
    </Door>
  );
}
