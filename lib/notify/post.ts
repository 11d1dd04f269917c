import { problemOf } from "@/lib/core/errors";
import { allowsHook, allowsMail, type Post, type SendProblem, SMTP_PASSWORD_PLACE } from "@/lib/core/notice-addresses";
import type { Sealing } from "@/lib/core/sealing";
import { pinAddress } from "@/lib/outside/pin-address";
import type { Registry } from "@/lib/registry/types";
import { postHook } from "./post-hook";
import { postMail } from "./post-mail";

export interface PostSettings {
  registry: Pick<Registry, "noticeSettings">;
  sealing: Pick<Sealing, "open">;
  /** SPINDLE_PRIVATE_HOSTS: what may be reached in private networks. */
  privateHosts: readonly string[];
  now: () => number;
  resolve?: (host: string) => Promise<string[]>;
}

/** Every message passes the administrator's list once more, and the address it leads to is judged each time. */
export function createPost({ registry, sealing, privateHosts, now, resolve }: PostSettings): Post {
  const pinned = (host: string) => pinAddress(host, { listed: privateHosts, ...(resolve && { resolve }) });
  return {
    send: async (target, letter, over) => {
      const { settings, smtpPassword } = over ?? (await stored(registry, sealing));
      if (smtpPassword === undefined) return { kind: "sealed" };
      try {
        if (target.kind === "webhook") {
          if (!allowsHook(target.hook.url, settings.allowedHooks)) return { kind: "not-allowed" };
          return await postHook(target.hook, letter, await pinned(new URL(target.hook.url).hostname), now());
        }
        if (!settings.smtp) return { kind: "no-mail-server" };
        if (!allowsMail(target.address, settings.allowedMail)) return { kind: "not-allowed" };
        return await postMail(settings.smtp, smtpPassword, target.address, letter, await pinned(settings.smtp.host));
      } catch (error) {
        return asProblem(error);
      }
    },
  };
}

async function stored(registry: PostSettings["registry"], sealing: PostSettings["sealing"]) {
  const { settings, smtpPassword } = await registry.noticeSettings();
  return { settings, smtpPassword: smtpPassword && opened(sealing, smtpPassword, SMTP_PASSWORD_PLACE) };
}

/** Undefined where the key is gone. */
export function opened(sealing: PostSettings["sealing"], sealed: string, place: string): string | undefined {
  try {
    return sealing.open(sealed, place);
  } catch {
    return undefined;
  }
}

function asProblem(error: unknown): SendProblem {
  const problem = problemOf(error);
  if (problem.code !== "ADDRESS_REFUSED") throw error;
  const { host, reason } = problem.data;
  return reason === "private" ? { kind: "private-address", host } : { kind: "unknown-host", host };
}
