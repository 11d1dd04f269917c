/** What the kernel's files say, by their texts. Numbers that are not there are 0. */

const numberOf = (text: string | undefined): number => {
  const value = Number(text);
  return Number.isFinite(value) ? value : 0;
};

/** `inactive_file 4096`, one of many such lines. */
export function fieldIn(text: string, name: string): number | null {
  const at = text.startsWith(`${name} `) ? 0 : text.indexOf(`\n${name} `) + 1;
  if (at === 0 && !text.startsWith(`${name} `)) return null;
  const end = text.indexOf("\n", at);
  return numberOf(text.slice(at + name.length + 1, end === -1 ? undefined : end));
}

/** `/proc/<pid>/net/dev`: all interfaces but the loopback together. */
export function networkIn(text: string): { rxBytes: number; txBytes: number } {
  let [rxBytes, txBytes] = [0, 0];
  for (const line of text.split("\n")) {
    const colon = line.indexOf(":");
    if (colon === -1 || line.slice(0, colon).trim() === "lo") continue;
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    rxBytes += numberOf(columns[0]);
    txBytes += numberOf(columns[8]);
  }
  return { rxBytes, txBytes };
}

/** Version 1, `8:0 Read 4096` a line. */
export function blkioIn(text: string): { readBytes: number; writeBytes: number } {
  const sum = (word: string) =>
    text.split("\n").reduce((total, line) => {
      const [, operation, value] = line.split(" ");
      return operation === word ? total + numberOf(value) : total;
    }, 0);
  return { readBytes: sum("Read"), writeBytes: sum("Write") };
}

/** Version 2, `8:0 rbytes=4096 wbytes=0 rios=1 ...` a line. */
export function ioStatIn(text: string): { readBytes: number; writeBytes: number } {
  const sum = (name: string) => [...text.matchAll(new RegExp(`\\b${name}=(\\d+)`, "g"))].reduce((total, [, value]) => total + numberOf(value), 0);
  return { readBytes: sum("rbytes"), writeBytes: sum("wbytes") };
}

/** Where each controller is mounted, by `/proc/self/mountinfo`; "unified" is version 2. */
export function cgroupMounts(mountinfo: string): ReadonlyMap<string, string> {
  const mounts = new Map<string, string>();
  for (const line of mountinfo.split("\n")) {
    const [place = "", kind = ""] = line.split(" - ");
    const [, , , , path = ""] = place.split(" ");
    const [type, , options = ""] = kind.split(" ");
    if (type === "cgroup2") mounts.set("unified", path);
    if (type === "cgroup") for (const option of options.split(",")) if (!mounts.has(option)) mounts.set(option, path);
  }
  return mounts;
}

/** The groups of a process, by `/proc/<pid>/cgroup`: `4:memory:/docker/ID` a line; version 2 has no controller. */
export function cgroupsOf(text: string): ReadonlyMap<string, string> {
  const groups = new Map<string, string>();
  for (const line of text.split("\n")) {
    const [, controllers, ...path] = line.split(":");
    if (controllers === undefined || path.length === 0) continue;
    for (const controller of controllers === "" ? ["unified"] : controllers.split(",")) groups.set(controller, path.join(":"));
  }
  return groups;
}
