import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { locate, readPlace } from "./cgroup-files";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
});

/** A small file system of the kernel, with one process in one container. */
function kernel(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "spindle-kernel-"));
  roots.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const NET = "Inter-|\n face |\n  eth0: 10 0 0 0 0 0 0 0 20 0 0 0 0 0 0 0\n";

const ONE = {
  "proc/self/mountinfo": [
    "1 0 0:1 / /cg/cpuacct rw - cgroup cgroup rw,cpuacct",
    "2 0 0:2 / /cg/memory rw - cgroup cgroup rw,memory",
    "3 0 0:3 / /cg/blkio rw - cgroup cgroup rw,blkio",
    "4 0 0:4 / /cg/pids rw - cgroup cgroup rw,pids",
  ].join("\n"),
  "proc/7/cgroup": "4:memory:/docker/abc\n3:blkio:/docker/abc\n2:cpuacct:/docker/abc\n1:pids:/docker/abc\n",
  "proc/7/net/dev": NET,
  "cg/cpuacct/docker/abc/cpuacct.usage": "5000000\n",
  "cg/memory/docker/abc/memory.usage_in_bytes": "100000\n",
  "cg/memory/docker/abc/memory.stat": "inactive_file 1\ntotal_inactive_file 40000\n",
  "cg/memory/docker/abc/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n",
  "cg/blkio/docker/abc/blkio.throttle.io_service_bytes_recursive": "8:0 Read 3\n8:0 Write 4\nTotal 7\n",
  "cg/pids/docker/abc/pids.current": "6\n",
};
const TWO = {
  "proc/self/mountinfo": "1 0 0:1 / /cg rw - cgroup2 cgroup2 rw",
  "proc/7/cgroup": "0::/system.slice/docker-abc.scope\n",
  "proc/7/net/dev": NET,
  "cg/system.slice/docker-abc.scope/cpu.stat": "usage_usec 5000\nuser_usec 1\n",
  "cg/system.slice/docker-abc.scope/memory.current": "100000\n",
  "cg/system.slice/docker-abc.scope/memory.stat": "anon 1\ninactive_file 40000\n",
  "cg/system.slice/docker-abc.scope/memory.events": "low 0\noom 2\noom_kill 2\n",
  "cg/system.slice/docker-abc.scope/io.stat": "8:0 rbytes=3 wbytes=4 rios=1 wios=1\n",
  "cg/system.slice/docker-abc.scope/pids.current": "6\n",
};
const SAID = { at: 9, cpuNs: 5_000_000, memoryBytes: 60_000, rxBytes: 10, txBytes: 20, readBytes: 3, writeBytes: 4, pids: 6, oomKills: 2 };

describe.each([
  ["1", ONE],
  ["2", TWO],
])("version %s", (version, files) => {
  test("is found and read", () => {
    const place = locate(7, "abc", kernel(files));
    expect(place?.version).toBe(Number(version));
    expect(place && readPlace(place, 9)).toEqual(SAID);
  });

  test("without what some kernels leave out", () => {
    const few = Object.fromEntries(Object.entries(files).filter(([path]) => !/blkio|io\.stat|pids\.current|oom|events/.test(path)));
    const place = locate(7, "abc", kernel(few));
    expect(place && readPlace(place, 9)).toEqual({ ...SAID, readBytes: 0, writeBytes: 0, pids: 0, oomKills: null });
  });

  test("is not taken for another container's, nor where it cannot be seen", () => {
    expect(locate(7, "xyz", kernel(files))).toBeNull();
    expect(locate(8, "abc", kernel(files))).toBeNull();
    expect(locate(7, "abc", kernel({ ...files, "proc/7/cgroup": "4:memory:/../docker/abc\n2:cpuacct:/../docker/abc\n0::/../docker/abc\n" }))).toBeNull();
  });

  test("is over when its files are gone", () => {
    const root = kernel(files);
    const place = locate(7, "abc", root);
    rmSync(root, { recursive: true });
    expect(() => place && readPlace(place, 9)).toThrow();
  });
});
