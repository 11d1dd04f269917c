/** How something that is written down goes on: done with the row itself, ended by an operation, or ended by its own closing row. */
type Course = "at-once" | "operation" | "session";

export interface AuditAction {
  /** Who it was goes before it, on what it was behind it: "tin63 *upgraded* shop". */
  words: string;
  course: Course;
  /** What `before` and `after` carry, none of it secret. */
  carries: readonly string[];
}

const atOnce = (words: string, ...carries: string[]): AuditAction => ({ words, course: "at-once", carries });
const operation = (words: string, ...carries: string[]): AuditAction => ({ words, course: "operation", carries });

const OPERATIONS = {
  create: operation("created"),
  deploy: operation("deployed", "revision", "services"),
  upgrade: operation("upgraded", "revision", "services", "strategy"),
  confirm: operation("confirmed the upgrade of", "revision", "volumes"),
  "roll-back": operation("rolled back", "revision", "policy"),
  pause: operation("paused the upgrade of"),
  resume: operation("resumed the upgrade of"),
  scale: operation("scaled", "scale"),
  start: operation("started"),
  stop: operation("stopped"),
  restart: operation("restarted"),
  remove: operation("removed", "volumes"),
};

const named = <Noun extends string, Verbs extends Record<string, AuditAction>>(noun: Noun, verbs: Verbs) =>
  Object.fromEntries(Object.entries(verbs).map(([verb, action]) => [`${noun}.${verb}`, action])) as {
    [V in keyof Verbs & string as `${Noun}.${V}`]: AuditAction;
  };

/** Everything that is written down, by its name `noun.verb`. A test holds every op that writes to it. */
const AUDIT_ACTIONS = {
  ...named("stack", OPERATIONS),
  ...named("service", OPERATIONS),
  "shell.open": { words: "opened a shell in", course: "session", carries: ["container", "service", "shell", "user", "recording", "debug"] },
  "shell.close": { words: "left the shell in", course: "at-once", carries: ["exitCode", "seconds"] },
  "recording.replay": atOnce("watched the recording of"),
  "recording.download": atOnce("downloaded the recording of"),
  "session.create": atOnce("signed in", "device"),
  "session.revoke": atOnce("ended a session of", "device", "address"),
  "session.end": atOnce("signed out"),
  "password.change": atOnce("changed the password of", "sessionsEnded"),
  "user.create": atOnce("created the account", "role", "first"),
  "user.disable": atOnce("disabled the account", "disabled"),
  "user.enable": atOnce("enabled the account", "disabled"),
  "user.role": atOnce("changed the role of", "role", "from"),
  "user.groups": atOnce("followed the directory for", "joined", "left", "refused"),
  "session.refresh": atOnce("proved once more to be", "device"),
  "password.reset": atOnce("gave a one-time password to", "oneTimeUntil", "sessionsEnded"),
  "second-factor.reset": atOnce("reset the second factor of"),
  "second-factor.on": atOnce("turned on the second factor of"),
  "second-factor.off": atOnce("turned off the second factor of"),
  "second-factor.codes": atOnce("made new recovery codes for"),
  "token.create": atOnce("made the API token", "scopes", "expiresAt"),
  "token.revoke": atOnce("revoked the API token"),
  "shell.command": { words: "ran a command in", course: "session", carries: ["container", "command", "recording"] },
  "shell.command-end": atOnce("ended a command in", "exitCode", "timedOut", "stopped"),
  "file.download": { words: "began to download from", course: "session", carries: ["container", "path", "direction", "kind"] },
  "file.download-end": atOnce("downloaded from", "path", "bytes", "result"),
  "file.upload": { words: "began to upload to", course: "session", carries: ["container", "path", "direction", "kind", "size", "replace"] },
  "file.upload-end": atOnce("uploaded to", "path", "bytes", "result"),
  "file.list": atOnce("looked at the files of", "container", "path", "reason"),
  "environment.quota": atOnce("changed the quota of the environment", "quota"),
  "project.quota": atOnce("changed the quota of the project", "quota"),
  "port.grant": atOnce("granted the port", "port"),
  "port.revoke": atOnce("took back the port", "port"),
  "port.release": atOnce("released the port", "port"),
  "project.create": atOnce("made the project"),
  "project.rename": atOnce("renamed the project", "name", "grantsIn"),
  "project.delete": atOnce("deleted the project"),
  "project.switches": atOnce("changed what members may in", "switches"),
  "member.join": atOnce("joined", "role"),
  "member.change": atOnce("changed the role of", "role"),
  "member.leave": atOnce("left", "role"),
  "member.remove": atOnce("took out", "role"),
  "invitation.create": atOnce("invited", "role"),
  "invitation.withdraw": atOnce("withdrew the invitation of", "role"),
  "invitation.decline": atOnce("declined the invitation to", "role"),
  "transfer.offer": atOnce("offered", "project"),
  "transfer.accept": atOnce("took over", "project"),
  "transfer.decline": atOnce("did not take over", "project"),
  "transfer.withdraw": atOnce("withdrew the offer of", "project"),
  "environment.create": atOnce("made the environment", "settings", "engine"),
  "environment.change": atOnce("changed the environment", "settings", "engine"),
  "environment.remove": atOnce("removed the environment", "name", "colour"),
  "request.ask": atOnce("asked for a yes to deploy", "revision", "request", "hash"),
  "request.decline": atOnce("declined the request for", "request", "reason"),
  "request.withdraw": atOnce("withdrew the request for", "request", "reason"),
  "environment.policy": atOnce("changed the policy of", "the whole policy"),
  "secret.create": atOnce("created the secret", "version"),
  "secret.replace": atOnce("replaced the secret", "version"),
  "secret.remove": atOnce("removed the secret", "version"),
  "key.rotate": atOnce("changed", "texts", "recordings"),
  "access.refuse": atOnce("was refused", "right", "needs", "more"),
  "notice.settings": atOnce("changed the settings of", "settings"),
  "notice.address-add": atOnce("added the address", "kind"),
  "notice.unsubscribe": atOnce("ended mails to", "off", "by"),
  "notice.address-remove": atOnce("removed the address", "kind"),
  "audit.export": atOnce("exported the audit log", "format", "filter"),
  "audit.verify": atOnce("checked the audit log", "rows", "sound", "fault"),
} as const satisfies Record<string, AuditAction>;

export type AuditActionName = keyof typeof AUDIT_ACTIONS;

export const AUDIT_ACTION_NAMES = Object.keys(AUDIT_ACTIONS) as AuditActionName[];

/** Null for a name that this version does not know, as after going back to an older one. */
export const auditAction = (name: string): AuditAction | null => (Object.hasOwn(AUDIT_ACTIONS, name) ? AUDIT_ACTIONS[name as AuditActionName] : null);
