"use client";
import dynamic from "next/dynamic";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { usePopup } from "@/components/ui/use-popup";

const loadPanel = () => import("./watch-panel").then((part) => part.WatchPanel);
const Panel = dynamic(loadPanel, { ssr: false });

/** What one is told of this stack. */
export function Watch({ environment, stack }: { environment: string; stack: string }) {
  const { used, button, popup } = usePopup(loadPanel);
  return (
    <>
      <button {...button} type="button" className={buttonClass({ variant: "ghost" })} aria-haspopup="dialog">
        <Icon name="bell" size="sm" className="only-narrow" />
        <span className="max-narrow:sr-only">Watch</span>
      </button>
      {used && <Panel {...popup} environment={environment} stack={stack} />}
    </>
  );
}
