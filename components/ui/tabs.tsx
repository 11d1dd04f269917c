"use client";
import Link from "next/link";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";

export interface Tab {
  id: string;
  label: string;
  href: string;
  count?: number;
  /** Somebody is about to open it. */
  onNear?: (() => void) | undefined;
}

const STEP: Record<string, (index: number, length: number) => number> = {
  ArrowRight: (index, length) => (index + 1) % length,
  ArrowLeft: (index, length) => (index - 1 + length) % length,
  Home: () => 0,
  End: (_, length) => length - 1,
};

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const move = STEP[event.key];
  if (!move) return;
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  event.preventDefault();
  tabs[move(tabs.indexOf(document.activeElement as HTMLElement), tabs.length)]?.focus();
}

/** Every tab has an address. Arrow keys move between tabs, Enter opens. */
export function Tabs({ label, tabs, current }: { label: string; tabs: Tab[]; current: string }) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: which tab is the current one is read from the page
  useEffect(() => {
    // On a phone not all of them fit: the list alone moves, never the page.
    const [row, tab] = [list.current, list.current?.querySelector<HTMLElement>('[aria-selected="true"]')];
    if (row && tab) row.scrollLeft = tab.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }, [current]);
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={label} onKeyDown={moveFocus}>
      {tabs.map((tab) => (
        <Link
          key={tab.id}
          id={`tab-${tab.id}`}
          href={tab.href}
          scroll={false}
          role="tab"
          className="tab"
          aria-selected={tab.id === current}
          aria-controls={tab.id === current ? `panel-${tab.id}` : undefined}
          tabIndex={tab.id === current ? 0 : -1}
          onPointerEnter={tab.onNear}
          onFocus={tab.onNear}
        >
          {tab.label}
          {tab.count !== undefined && <span className="n">{tab.count}</span>}
        </Link>
      ))}
    </div>
  );
}

export function TabPanel({ id, children, className }: { id: string; children: ReactNode; className?: string }) {
  return (
    <div role="tabpanel" id={`panel-${id}`} aria-labelledby={`tab-${id}`} className={className}>
      {children}
    </div>
  );
}
