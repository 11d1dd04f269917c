"use client";
import type { KeyboardEvent, PointerEvent } from "react";
import { LEAST_HEIGHT, mostHeight, setDockHeight } from "./dock-state";

const STEP = 24;

/** The upper edge: dragged by mouse or finger, moved with the arrow keys. */
export function DockEdge({ height }: { height: number }) {
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const edge = event.currentTarget;
    const grip = event.clientY - edge.getBoundingClientRect().top;
    const move = ({ clientY }: globalThis.PointerEvent) => setDockHeight(window.innerHeight - clientY + grip);
    const stop = () => {
      edge.removeEventListener("pointermove", move);
      edge.removeEventListener("pointerup", stop);
      edge.removeEventListener("pointercancel", stop);
    };
    event.preventDefault();
    edge.setPointerCapture(event.pointerId);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", stop);
    edge.addEventListener("pointercancel", stop);
  };
  const press = (event: KeyboardEvent) => {
    const next = { ArrowUp: height + STEP, ArrowDown: height - STEP, Home: mostHeight(), End: LEAST_HEIGHT }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setDockHeight(next);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be moved.
    <div
      className="dock-edge"
      role="separator"
      aria-orientation="horizontal"
      aria-label="Height of the shells"
      aria-valuenow={height}
      aria-valuemin={LEAST_HEIGHT}
      aria-valuemax={mostHeight()}
      tabIndex={0}
      onPointerDown={drag}
      onKeyDown={press}
    />
  );
}
