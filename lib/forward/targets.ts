import { createSocket } from "node:dgram";
import { connect, type Socket } from "node:net";
import type { StoredRow } from "@/lib/core/audit-chain";
import { framed, syslogMessage } from "./syslog";

/** Somewhere that takes rows, one after the other. */
export interface Target {
  /** Resolves when the row is out of our hands; rejects when it could not be handed over. */
  send(row: StoredRow, json: string): Promise<void>;
  close(): void;
}

const CONNECT_MS = 5_000;
const WRITE_MS = 10_000;
/** A datagram that is longer than most receivers take is cut by somebody; here it is at least said where. */
const MOST_DATAGRAM = 8 * 1024;

/**
 * `stdout`, `syslog://host:514` (UDP), `syslog+tcp://host:601` or `syslog+unix:///run/log.sock` (a stream socket).
 * The address is an administrator's setting of the server, never anything typed into a page.
 */
export function targetOf(setting: string): Target {
  if (setting === "stdout") return toStdout();
  const address = new URL(setting);
  const port = (usual: number) => Number(address.port || usual);
  if (address.protocol === "syslog:") return toDatagrams(address.hostname, port(514));
  if (address.protocol === "syslog+tcp:") return toStream(() => connect({ host: address.hostname, port: port(601) }));
  if (address.protocol === "syslog+unix:") return toStream(() => connect({ path: decodeURIComponent(address.pathname) }));
  throw new Error(`nothing is known of ${address.protocol}`);
}

function toStdout(): Target {
  return {
    // The callback comes when the operating system has the line, so a slow reader holds us back.
    send: (_row, json) => new Promise((resolve, reject) => process.stdout.write(json, (error) => (error ? reject(error) : resolve()))),
    close: () => undefined,
  };
}

function toDatagrams(host: string, port: number): Target {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  socket.on("error", () => undefined);
  socket.unref();
  return {
    send: (row, json) =>
      new Promise((resolve, reject) => {
        const message = syslogMessage(row, json);
        socket.send(message.subarray(0, MOST_DATAGRAM), port, host, (error) => (error ? reject(error) : resolve()));
      }),
    close: () => socket.close(),
  };
}

function toStream(open: () => Socket): Target {
  let socket: Socket | null = null;
  const ready = async (): Promise<Socket> => {
    if (socket && !socket.destroyed && socket.writable) return socket;
    const fresh = open();
    socket = fresh;
    fresh.unref();
    fresh.setNoDelay(true);
    // Nobody there has anything to say to us.
    fresh.resume();
    await settled(fresh, CONNECT_MS, "connect", (done) => fresh.once("connect", () => done()));
    fresh.on("error", () => fresh.destroy());
    return fresh;
  };
  return {
    send: async (row, json) => {
      const there = await ready();
      await settled(there, WRITE_MS, "write", (done) => there.write(framed(syslogMessage(row, json)), (error) => done(error ?? null)));
    },
    close: () => void socket?.destroy(),
  };
}

/** One step on a socket, which the other end may refuse, cut off or leave without an answer. */
function settled(socket: Socket, ms: number, what: string, begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const over = (error?: Error | null) => {
      clearTimeout(timer);
      socket.off("error", over);
      socket.off("close", closed);
      if (!error) return resolve();
      socket.destroy();
      reject(error);
    };
    const closed = () => over(new Error("the connection was closed"));
    const timer = setTimeout(() => over(new Error(`no answer in ${ms / 1000} s (${what})`)), ms);
    socket.once("error", over);
    socket.once("close", closed);
    begin(over);
  });
}
