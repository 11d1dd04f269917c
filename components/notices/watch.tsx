"use client";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { usePopup } from "@/components/ui/use-popup";
import { late } from "@/lib/client/late";

const Panel = late(() => import("./watch-panel").then((part) => part.WatchPanel));

/** What one is told of this stack. */
export function Watch({ environment, stack }: { environment: string; stack: string }) {
  const { used, button, popup } = usePopup(Panel.near);
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
