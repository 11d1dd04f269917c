import type { AddressInfo } from "node:net";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

export interface TakenMail {
  to: string[];
  from: string;
  user: string | null;
  secure: boolean;
  /** As it came, with its head. */
  text: string;
}

export interface MailServer {
  port: number;
  taken: TakenMail[];
  close(): Promise<void>;
}

/** A real SMTP server in this process, on a port of the system's choosing. Whoever is at `refused` is not known here. */
export async function openMailServer(options: SMTPServerOptions = {}, host = "127.0.0.1"): Promise<MailServer> {
  const taken: TakenMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: options.cert ? [] : ["STARTTLS"],
    onAuth: ({ username, password }, _session, done) =>
      password === "right" ? done(null, { user: username }) : done(Object.assign(new Error("535 5.7.8 the password is wrong"), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) =>
      address.startsWith("nobody@") ? done(Object.assign(new Error("5.1.1 nobody of that name"), { responseCode: 550 })) : done(),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        taken.push({
          to: rcptTo.map(({ address }) => address),
          from: mailFrom ? mailFrom.address : "",
          user: session.user ?? null,
          secure: session.secure,
          text: Buffer.concat(parts).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return {
    port: (server.server.address() as AddressInfo).port,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
