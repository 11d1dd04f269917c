"use client";
import { UNKNOWN } from "@/lib/format/explanation";

// Plain elements on purpose: this page is loaded with every other one, and must show when they do not.
export default function Failed({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="signin">
      <div className="signin-box">
        <h1>{UNKNOWN.what}</h1>
        <p className="ink-2">
          {UNKNOWN.why} {UNKNOWN.next}
        </p>
        <button type="button" className="btn btn-primary mt-5" onClick={reset}>
          Try again
        </button>
      </div>
    </main>
  );
}
