"use client";
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { createTerminal, type Screen } from "@/components/terminal/create-terminal";
import { type Cast, sizeOf } from "@/lib/core/recording";
import { shownBy, timelineOf } from "./cast-clock";

export const SPEEDS = [0.5, 1, 2, 5, 10] as const;

export interface Player {
  ready: boolean;
  playing: boolean;
  /** Seconds watched, of how many. */
  time: number;
  length: number;
  speed: number;
  toggle(): void;
  seek(seconds: number): void;
  setSpeed(speed: number): void;
  /** What is chosen on the screen, or all that it remembers. */
  text(): string;
}

/** Shows a recording on a terminal that nothing can be typed into. */
export function usePlayer(cast: Cast, place: RefObject<HTMLDivElement | null>): Player {
  const timeline = useMemo(() => timelineOf(cast), [cast]);
  const [screen, setScreen] = useState<Screen | null>(null);
  const [playing, setPlaying] = useState(false);
  const [time, setTime] = useState(0);
  const [speed, setSpeed] = useState(1);
  const shown = useRef(0);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    let gone = false;
    let made: Screen | null = null;
    void createTerminal(element, () => false).then((created) => {
      if (gone) return created.dispose();
      made = created;
      created.terminal.options.disableStdin = true;
      created.terminal.resize(cast.cols, cast.rows);
      shown.current = 0;
      setScreen(created);
      setPlaying(true);
    });
    return () => {
      gone = true;
      made?.dispose();
      setScreen(null);
    };
  }, [place, cast]);

  const show = useCallback(
    (seconds: number) => {
      if (!screen) return;
      const count = shownBy(timeline, seconds);
      if (count < shown.current) {
        screen.terminal.reset();
        screen.terminal.resize(cast.cols, cast.rows);
        shown.current = 0;
      }
      for (const { event } of timeline.events.slice(shown.current, count)) {
        const [, kind, data] = event;
        const size = kind === "r" ? sizeOf(data) : null;
        if (kind === "o") screen.terminal.write(data);
        else if (size) screen.terminal.resize(size.cols, size.rows);
        else if (kind === "m") screen.terminal.write(`\r\n\u001b[7m ${data} \u001b[0m\r\n`);
      }
      shown.current = count;
    },
    [screen, timeline, cast],
  );

  useEffect(() => show(time), [show, time]);

  useEffect(() => {
    if (!playing || !screen) return;
    let last = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const passed = ((now - last) / 1000) * speed;
      last = now;
      setTime((before) => Math.min(timeline.length, before + passed));
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, screen, speed, timeline]);

  const over = time >= timeline.length;
  useEffect(() => {
    if (over && screen) setPlaying(false);
  }, [over, screen]);

  return {
    ready: screen !== null,
    playing,
    time,
    length: timeline.length,
    speed,
    toggle: () => {
      if (over) setTime(0);
      setPlaying((before) => over || !before);
    },
    seek: setTime,
    setSpeed,
    text: () => (screen ? textOf(screen) : ""),
  };
}

function textOf({ terminal }: Screen): string {
  if (terminal.hasSelection()) return terminal.getSelection();
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? "");
  return `${lines.join("\n").trimEnd()}\n`;
}
