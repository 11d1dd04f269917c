import { DEFAULT_POLICY } from "@/lib/core/policy";
import { parseCompose } from "./parse-compose";

/** For tests: services in a file around them. */
const TAIL = "\nvolumes:\n  data:\n  cache:\nnetworks:\n  front:\n  back:\n";
const AROUND = "  db:\n    image: postgres:16\n    volumes: [cache:/var/lib/postgresql/data]\n    networks: [default, front, back]\n";

/** A service `web` with these lines, beside a service `db` and declared volumes and networks. The lines start in line 4. */
export const wrap = (lines: string) => `services:\n  web:\n    image: app:v1\n${lines.replaceAll(/^/gm, "    ")}\n${AROUND}${TAIL}`;
export const parse = (text: string, variables: Record<string, string> = {}) => parseCompose(text, { stackName: "demo", variables, policy: DEFAULT_POLICY });
export const errorsOf = (text: string) => parse(text).issues.filter((issue) => issue.severity === "error");
/** Any host port, for texts written for elsewhere. */
export const WIDE_POLICY = { ...DEFAULT_POLICY, hostPorts: { from: 1, to: 65535 } };
