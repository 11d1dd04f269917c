"use client";
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { ticketsFor } from "@/lib/client/ask-ticket";
import { useSocket } from "@/lib/client/live";
import { ShellSession, type ShellState, type TerminalPort } from "@/lib/client/shell-session";
import { createTerminal, type Screen } from "./create-terminal";

const OPENING: ShellState = { state: "opening" };
const never = () => () => undefined;

/** A terminal in `place`, as large as it, for as long as the component is on the page. */
export function useScreen(place: RefObject<HTMLDivElement | null>): Screen | null {
  const [screen, setScreen] = useState<Screen | null>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    let gone = false;
    let made: Screen | null = null;
    const sizes = new ResizeObserver(() => made?.fit());
    void createTerminal(element, (address) => window.confirm(`Open this address? A program in the container wrote it.\n\n${address}`)).then((created) => {
      if (gone) return created.dispose();
      made = created;
      sizes.observe(element);
      setScreen(created);
    });
    return () => {
      gone = true;
      sizes.disconnect();
      made?.dispose();
      setScreen(null);
    };
  }, [place]);
  return screen;
}

/** A shell in a container on a screen: opened at once, ended with the page. */
export function useShell(
  screen: Screen | null,
  environment: string,
  stack: string,
  container: string | null,
  reason: string | null,
): { session: ShellSession | null; state: ShellState } {
  const socket = useSocket();
  const [session, setSession] = useState<ShellSession | null>(null);

  // Not with the session: the first ticket comes while the terminal is still being loaded.
  const tickets = useRef<(() => Promise<string>) | null>(null);
  useEffect(() => {
    tickets.current = container === null ? null : ticketsFor({ environment, stack, container });
  }, [environment, stack, container]);

  useEffect(() => {
    const ticket = tickets.current;
    if (screen === null || container === null || ticket === null) return;
    const { terminal } = screen;
    const port: TerminalPort = {
      get cols() {
        return terminal.cols;
      },
      get rows() {
        return terminal.rows;
      },
      write: (bytes, done) => terminal.write(bytes, done),
      reset: () => terminal.reset(),
    };
    const opened = new ShellSession(socket, port, { environment, stack, container, ...(reason !== null && { reason }) }, ticket);
    const listening = [
      terminal.onData((text) => opened.input(text)),
      terminal.onBinary((text) => opened.bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)))),
      terminal.onResize(({ cols, rows }) => opened.resize(cols, rows)),
    ];
    const leave = () => opened.close();
    window.addEventListener("pagehide", leave);
    opened.open(null);
    setSession(opened);
    terminal.focus();
    return () => {
      window.removeEventListener("pagehide", leave);
      for (const each of listening) each.dispose();
      opened.close();
      setSession(null);
    };
  }, [screen, socket, environment, stack, container, reason]);

  const state = useSyncExternalStore(session?.subscribe ?? never, session?.state ?? (() => OPENING), () => OPENING);
  return { session, state };
}
