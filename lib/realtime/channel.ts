import type { Actor } from "@/lib/core/access";
import type { ServerMessage } from "./protocol";

/** The way back to one page. */
export interface Outlet {
  send(message: ServerMessage): void;
  sendData(frame: Buffer): void;
}

/**
 * Why a channel ends: the page closed it; the whole page went, for good or to be loaded again; the socket was lost and may come back; or the person may
 * not see this any longer.
 */
export type Ending = "page" | "left" | "lost" | "forbidden";

/** One thing that a page has open over its socket. */
export interface Channel {
  ack(bytes: number): void;
  input(bytes: Buffer): void;
  resize(cols: number, rows: number): void;
  /** Asks anew whether the person may have it; throws the refusal. */
  recheck(actor: Actor): Promise<void>;
  close(ending: Ending): void;
}
