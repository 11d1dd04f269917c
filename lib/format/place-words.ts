import type { ErrorPayloads } from "@/lib/core/errors";

/** Why something of the host cannot be given to a container. */
export const HOST_DIRECTORY: Record<ErrorPayloads["HOST_DIRECTORY_REFUSED"]["reason"], string> = {
  missing: "It is not there on the host, and directories of the host are not made.",
  symlink: "A symbolic link lies on the way, so it could lead out of the granted directory.",
  kind: "Only directories and plain files of the host can be mounted.",
  "config-link": "In the image this path is a symbolic link, and a config below it could be written into a shared directory. Choose another target.",
  remote: "The engine runs on another machine, where paths cannot be checked.",
};

export const SECRETS: Record<ErrorPayloads["SECRETS_UNAVAILABLE"]["reason"], [why: string, what: string]> = {
  remote: [
    "The engine runs on another machine, whose memory cannot be reached from here.",
    "Deploy the stack in an environment on this machine, or leave its secrets out.",
  ],
  "not-memory": [
    "The directory for secrets is not in memory, and their texts go on no disk.",
    "Ask the administrator to give Spindle a directory in memory for secrets.",
  ],
  "not-own": [
    "The files cannot be given to the user the service runs as.",
    "Ask the administrator: Spindle must run as root, or be the only one who may enter its directory.",
  ],
  "not-writable": ["The directory for secrets cannot be made.", "Ask the administrator to give Spindle a directory in memory for secrets."],
};
