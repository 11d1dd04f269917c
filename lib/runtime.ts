import type { Arrivals } from "@/lib/auth/arrivals";
import type { OidcSettings } from "@/lib/auth/sign-in-file";
import type { Site } from "@/lib/auth/site";
import type { Tickets } from "@/lib/auth/tickets";
import type { Passwords, SetupToken } from "@/lib/core/passwords";
import type { SelfWatch } from "@/lib/core/self-watch";
import type { OpsDeps } from "@/lib/ops/context";

/** What exists once in a process. Built by lib/runtime-start.ts in the server's own module graph, used by Next's. */
export interface Runtime extends OpsDeps {
  /** The key of the session cookies. */
  secret: string;
  passwords: Passwords;
  /** Redeemed by whoever makes the first administrator. */
  setupToken: SetupToken;
  site: Site;
  /** For what a socket may open. */
  tickets: Tickets;
  /** When pages were asked for, so that a reload is told from a page that was closed. */
  arrivals: Arrivals;
  /** The provider that people may sign in at. */
  oidc: OidcSettings | null;
  instanceId: string;
  selfWatch: SelfWatch;
}

const KEY = Symbol.for("spindle.runtime");
const shared = globalThis as typeof globalThis & { [KEY]?: Runtime };

/** Only what hangs on globalThis is the same object for the server and for Next. */
export function setRuntime(runtime: Runtime): void {
  shared[KEY] = runtime;
}

/** Throws where no server has been started, such as during a build. */
export function getRuntime(): Runtime {
  const runtime = shared[KEY];
  if (runtime === undefined) throw new Error("Spindle's runtime is not started: pages are served by server.ts only");
  return runtime;
}
