import { createHmac } from "node:crypto";
import { request as requestPlain } from "node:http";
import { request as requestTls } from "node:https";
import type { Hook, Letter, SendProblem } from "@/lib/core/notice-addresses";
import type { PinnedAddress } from "@/lib/outside/pin-address";
import { clip } from "./post-mail";

const DEADLINE_MS = 10_000;

/** POSTs JSON to an address that was judged; follows nothing, and reads nothing of the answer but its status. */
export function postHook({ url, secret }: Hook, letter: Letter, { lookup }: PinnedAddress, at: number): Promise<SendProblem | null> {
  const body = hookBody(letter);
  const request = url.startsWith("https:") ? requestTls : requestPlain;
  return new Promise((resolve) => {
    const call = request(url, {
      method: "POST",
      lookup,
      agent: false,
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Spindle",
        "x-spindle-delivery": letter.id,
        "x-spindle-signature": signatureOf(body, secret, at),
      },
    });
    const timer = setTimeout(() => call.destroy(new Error(`no answer in ${DEADLINE_MS / 1000} s`)), DEADLINE_MS);
    const over = (problem: SendProblem | null) => {
      clearTimeout(timer);
      call.destroy();
      resolve(problem);
    };
    call.on("error", (error) => over({ kind: "unreachable", said: clip(error.message) }));
    call.on("response", ({ statusCode = 0 }) => over(problemOf(statusCode)));
    call.end(body);
  });
}

function problemOf(status: number): SendProblem | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? { kind: "redirect", status } : { kind: "status", status };
}

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 with the address's secret over "<seconds>.<body>", so that an old message cannot be sent again as new. */
function signatureOf(body: string, secret: string, at: number): string {
  const seconds = Math.floor(at / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

/** `text` is what Slack and Mattermost show; the rest is for programs. */
function hookBody({ id, subject, entries }: Letter): string {
  const lines = entries.map(({ title, text, url }) => [chat(title), text === "" ? "" : chat(text), url ?? ""].filter((line) => line !== "").join("\n"));
  return JSON.stringify({
    version: 1,
    id,
    text: lines.join("\n\n"),
    subject,
    notices: entries.map(({ title, text, url, at, facts }) => ({ ...facts, title, text, url, at: new Date(at).toISOString() })),
  });
}

/** Nothing in it calls a whole channel: angle brackets and at signs mean themselves. */
const chat = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/@/g, "@\u200b");
