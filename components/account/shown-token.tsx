"use client";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";

/** The one time that its text is here. */
export function ShownToken({ text, name, onDone }: { text: string; name: string; onDone: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLElement>("button")?.focus(), []);
  return (
    <div ref={box}>
      <Callout
        tone="person"
        icon="key"
        title={`Keep ${name} now`}
        className="mb-4"
        live
        actions={
          <Button size="sm" onClick={onDone}>
            I have kept it
          </Button>
        }
      >
        <p>It is stored as a hash, so nobody can show it again. Put it where your CI keeps its secrets, never in a file of the repository.</p>
        <div className="code code-whole">
          <span data-token="">{text}</span>
          <CopyButton text={text} label="Copy token" />
        </div>
      </Callout>
    </div>
  );
}
