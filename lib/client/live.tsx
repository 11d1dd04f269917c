"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { problemOf } from "@/lib/core/errors";
import { createRefresher } from "./live-refresh";
import { getJson } from "./queries";
import { type Connection, LiveSocket } from "./socket";

const Live = createContext<LiveSocket | null>(null);

const isSignedOut = (): Promise<boolean> =>
  getJson("/api/sessions").then(
    () => false,
    (error: unknown) => problemOf(error).code === "UNAUTHENTICATED",
  );

const toSignIn = () => window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(location.pathname + location.search)}`);

let own: LiveSocket | null = null;

/** The tab has one, whichever environment it looks at: its shells go on when that changes. */
function tabSocket(): LiveSocket {
  if (typeof window === "undefined") return createSocket();
  own ??= createSocket();
  return own;
}

const createSocket = () =>
  new LiveSocket({
    connect: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`),
    isSignedOut,
  });

/** Keeps what the pages show up to date: one socket for the tab, whose change messages invalidate queries. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queryClient = useQueryClient();
  const [socket] = useState(tabSocket);

  useEffect(() => {
    const refresh = createRefresher(queryClient);
    const stops = [
      socket.onChange(refresh.change),
      queryClient.getQueryCache().subscribe(refresh.arrived),
      // The first time too: what the server rendered is older than the line, and what changed in between was told to nobody.
      socket.onOpen(refresh.everything),
      socket.onConnection(() => socket.connection.state === "signed-out" && toSignIn()),
    ];
    const back = () => document.visibilityState === "visible" && socket.retryNow();
    const gone = () => socket.giveUp();
    // Said by the page itself, since not every browser says it: shells of a page that went are not waited for as long as for a lost line.
    const hide = () => socket.stop();
    const show = ({ persisted }: PageTransitionEvent) => persisted && socket.start();
    window.addEventListener("online", back);
    window.addEventListener("offline", gone);
    window.addEventListener("pagehide", hide);
    window.addEventListener("pageshow", show);
    document.addEventListener("visibilitychange", back);
    // In development effects run twice at first: a socket opened and closed at once would only make noise.
    const begin = setTimeout(() => socket.start());
    return () => {
      clearTimeout(begin);
      for (const stop of stops) stop();
      window.removeEventListener("online", back);
      window.removeEventListener("offline", gone);
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", show);
      document.removeEventListener("visibilitychange", back);
      socket.stop();
    };
  }, [socket, queryClient]);

  return <Live value={socket}>{children}</Live>;
}

/** The tab's socket, for channels. */
export function useSocket(): LiveSocket {
  const socket = useContext(Live);
  if (socket === null) throw new Error("useSocket needs a LiveProvider above it");
  return socket;
}

const CONNECTING: Connection = { state: "connecting" };

/** How the line to the server is, for the "Reconnecting" callout. */
export function useConnection(): Connection {
  const socket = useSocket();
  return useSyncExternalStore(
    (listener) => socket.onConnection(listener),
    () => socket.connection,
    () => CONNECTING,
  );
}
