"use client";
import dynamic from "next/dynamic";
import { useRef, useState } from "react";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";

const loadPanel = () => import("./watch-panel").then((part) => part.WatchPanel);
const Panel = dynamic(loadPanel, { ssr: false });

/** What one is told of this stack. */
export function Watch({ environment, stack }: { environment: string; stack: string }) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const warm = () => void loadPanel();
  return (
    <>
      <button
        ref={button}
        type="button"
        className={buttonClass({ variant: "ghost" })}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={warm}
        onFocus={warm}
        onClick={() => {
          setUsed(true);
          setOpen((was) => !was);
        }}
      >
        <Icon name="bell" size="sm" className="only-narrow" />
        <span className="max-narrow:sr-only">Watch</span>
      </button>
      {used && <Panel environment={environment} stack={stack} open={open} onOpenChange={setOpen} anchor={button} />}
    </>
  );
}
