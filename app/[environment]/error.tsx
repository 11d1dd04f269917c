"use client";
import { UNKNOWN } from "@/lib/format/explanation";

// Plain elements on purpose: this page is loaded with every other one, and must show when they do not.
export default function Failed({ reset }: { error: Error; reset: () => void }) {
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>{UNKNOWN.what}</h1>
          <p>
            {UNKNOWN.why} {UNKNOWN.next}
          </p>
        </div>
      </div>
      <button type="button" className="btn btn-secondary" onClick={reset}>
        Try again
      </button>
    </main>
  );
}
