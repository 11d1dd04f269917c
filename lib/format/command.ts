import type { Action } from "@/lib/core/lifecycle";

export type CommandAction = Exclude<Action, "pause" | "resume"> | "deploy" | "logs" | "shell" | "export";

export interface CommandTarget {
  stack: string;
  service: string | null;
  /** Wanted scale for "scale", container number for "shell". */
  number?: number;
  /** Services of the stack: Rancher restarts services only, so a stack's restart names each. */
  services?: string[];
}

const up = (flag: string, { stack, service }: CommandTarget) => ["rancher up -d", flag, `--stack ${stack}`, service].filter(Boolean).join(" ");
const target = ({ stack, service }: CommandTarget) => (service === null ? stack : `${stack}/${service}`);

const COMMANDS: Record<CommandAction, (target: CommandTarget) => string> = {
  deploy: (at) => up("", at),
  upgrade: (at) => up("--upgrade", at),
  confirm: (at) => up("--confirm-upgrade", at),
  "roll-back": (at) => up("--rollback", at),
  scale: (at) => `rancher scale ${target(at)}=${at.number ?? 1}`,
  start: (at) => `rancher start ${target(at)}`,
  stop: (at) => `rancher stop ${target(at)}`,
  restart: (at) =>
    `rancher restart ${at.service === null && at.services?.length ? at.services.map((service) => `${at.stack}/${service}`).join(" ") : target(at)}`,
  remove: (at) => `rancher rm --type ${at.service === null ? "stack" : "service"} ${target(at)}`,
  logs: (at) => `rancher logs --follow --tail 100 ${target(at)}`,
  shell: (at) => `rancher exec -it ${target(at)}${at.number === undefined ? "" : `-${at.number}`} sh`,
  export: (at) => `rancher export ${at.stack}`,
};

/** The `rancher` line that does the same, for those who come from there. */
export const command = (action: CommandAction, at: CommandTarget): string => COMMANDS[action](at);
