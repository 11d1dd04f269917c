import type { SendProblem } from "@/lib/core/notice-addresses";
import type { NoticeKind } from "@/lib/core/notice-choices";
import type { NoticeView } from "@/lib/core/notice-views";
import { nameList, plain } from "./names";
import { lastChangeTitle, problemSentence } from "./sentences";

type Told = Pick<NoticeView, "kind" | "phase" | "environment" | "stack" | "services" | "about">;

/** "`web` of `shop`", "`shop`": names in back-ticks, as in every sentence. */
function subject({ stack, services }: Told): string {
  if (services.length === 0 || services.length > 3) return services.length === 0 ? `\`${stack}\`` : `${services.length} services of \`${stack}\``;
  return `${nameList(services)} of \`${stack}\``;
}

const many = ({ services }: Told) => services.length > 1;

const TITLES: Record<NoticeView["kind"], (told: Told) => string> = {
  unhealthy: (told) => `${subject(told)} ${many(told) ? "are" : "is"} unhealthy`,
  "crash-loop": (told) => `${subject(told)} ${many(told) ? "keep" : "keeps"} crashing`,
  "upgrade-waits": (told) => `The upgrade of \`${told.stack}\` ${told.phase === "reminder" ? "still waits" : "waits"} for your decision`,
  "deploy-failed": (told) => {
    const operation = told.about.operation;
    if (!operation) return `A change of \`${told.stack}\` failed`;
    const title = lastChangeTitle({ kind: operation.kind, status: "failed", service: null }).replace(/ failed$/, "");
    return `${title} of ${subject(told)} failed`;
  },
  "engine-down": ({ about, environment }) =>
    about.engine === "reads-only" ? `The engine of \`${environment}\` answers but changes nothing` : `The engine of \`${environment}\` does not answer`,
  "approval-waits": ({ about, stack }) => `${about.asker ?? "Somebody"} asks for your yes to deploy \`${stack}\``,
  "address-off": ({ about }) => `Notifications to \`${about.address ?? "an address"}\` are switched off`,
};

/** What happened, in one line. */
export function noticeTitle(told: Told): string {
  if (told.phase !== "well") return TITLES[told.kind](told);
  return told.kind === "engine-down" ? `The engine of \`${told.environment}\` answers again` : `${subject(told)} ${many(told) ? "are" : "is"} well again`;
}

/** Why, or what to do; empty where the title says all. */
export function noticeText(told: Told): string {
  if (told.phase === "well") return "";
  const { problem, operation } = told.about;
  if (told.kind === "upgrade-waits") return "The old containers are kept until you confirm or roll back.";
  if (told.kind === "address-off" && told.about.unsubscribed) return "By the link of a mail that went there. Switch it on again in your account.";
  if (told.kind === "address-off") return "Too many messages in a row could not be delivered. See why in your account, and switch it on again there.";
  if (told.kind === "engine-down") return "Stacks keep running as they are; changes are refused until it returns.";
  const by = operation ? `Asked for by ${operation.actor}. ` : "";
  if (!problem) return by.trim();
  // What the check said does not travel with a notice.
  if (problem.code === "UNHEALTHY") return many(told) ? by.trim() : `${by}\`${problem.data.container}\` fails its health check.`;
  const { what, why } = problemSentence(problem);
  return `${by}${many(told) && told.kind !== "deploy-failed" ? "" : `${what}: ${why.charAt(0).toLowerCase()}${why.slice(1)}`}`.trim();
}

/** The same for where there is no mono. */
export const plainNotice = (told: Told): { title: string; text: string } => ({ title: plain(noticeTitle(told)), text: plain(noticeText(told)) });

/** Where it leads to; null where that is gone. */
export function noticePath({ kind, phase, environment, stack, services, about }: Told, home: string): string | null {
  if (kind === "address-off") return `/${encodeURIComponent(home)}/account#notifications`;
  if (environment === null) return null;
  const base = `/${encodeURIComponent(environment)}`;
  if (kind === "engine-down") return `${base}/admin?tab=engine`;
  if (stack === null) return null;
  if (kind === "deploy-failed" && about.operation) return `${base}/activity/${encodeURIComponent(about.operation.id)}`;
  const [only, ...others] = services;
  const place = `${base}/stacks/${encodeURIComponent(stack)}`;
  if (only === undefined || others.length > 0) return place;
  const tab = kind === "upgrade-waits" && phase !== "well" ? "?tab=upgrade" : "";
  return `${place}/services/${encodeURIComponent(only)}${tab}`;
}

const KINDS: Record<NoticeKind, { label: string; hint: string }> = {
  unhealthy: { label: "Unhealthy", hint: "a health check fails for 20 seconds and more" },
  "crash-loop": { label: "Crash loop", hint: "containers end again and again, or do not start" },
  "upgrade-waits": { label: "Upgrade waits", hint: "for a decision; once more after a day" },
  "deploy-failed": { label: "Deploy failed", hint: "or an upgrade, a restart, a change of scale" },
  "back-to-well": { label: "Well again", hint: "after a trouble that you were told of" },
  "engine-down": { label: "Engine down", hint: "or it answers and changes nothing" },
  "approval-waits": { label: "Approval waits", hint: "somebody asks for a yes to deploy" },
};
export const noticeKindWord = (kind: NoticeKind): string => KINDS[kind].label;
export const noticeKindHint = (kind: NoticeKind): string => KINDS[kind].hint;

/** Why a message did not arrive: one sentence, with what the other side said. */
export function sendSentence(problem: SendProblem): string {
  switch (problem.kind) {
    case "refused":
      return `The server refused it: ${problem.said}`;
    case "unreachable":
      return `The server cannot be reached: ${problem.said}`;
    case "redirect":
      return `It answered ${problem.status}, a redirect, which is not followed. Enter the address that it leads to.`;
    case "status":
      return `It answered ${problem.status}.`;
    case "not-allowed":
      return "The administrator's list of allowed addresses does not have it any more.";
    case "no-mail-server":
      return "No mail server is set up.";
    case "sealed":
      return "What it was sealed with is not on the keyring any more. Enter it again.";
    case "private-address":
      return `${problem.host} is in a private network, which Spindle reaches only where SPINDLE_PRIVATE_HOSTS of its server lists it.`;
    case "unknown-host":
      return `No resolver knows ${problem.host}.`;
  }
}
