import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "./step.mjs";

/** Whether this process may install Debian packages: Debian or a child of it, as root. */
export function canInstall() {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0 && onPath("apt-get") !== null;
}

/** Installs Debian packages; refreshes the package lists when they are missing or too old for that. */
export async function install(...packages) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const attempt = () => run("apt-get", ["install", "-y", "--no-install-recommends", ...packages], { env });
  try {
    await attempt();
  } catch {
    await run("apt-get", ["update"], { env });
    await attempt();
  }
}

/** Full path of the first of the named programs, null when there is none. */
export function onPath(...names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  for (const name of names) {
    const folder = folders.find((place) => place !== "" && existsSync(join(place, name)));
    if (folder) return join(folder, name);
  }
  return null;
}
