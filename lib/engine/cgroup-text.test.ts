import { expect, test } from "vitest";
import { blkioIn, cgroupMounts, cgroupsOf, fieldIn, ioStatIn, networkIn } from "./cgroup-text";

const NET = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 2301476776 2810055    0    0    0     0          0         0 2301476776 2810055    0    0    0     0       0          0
  eth0:    1046       11    0    0    0     0          0         0      70       1    0    0    0     0       0          0
  eth1: 1000 1    0    0    0     0          0         0      30       1    0    0    0     0       0          0
`;

test("a field is found by its whole name, wherever it stands", () => {
  const stat = "cache 4096\nrss 12\ninactive_file 8192\ntotal_inactive_file 16384\n";
  expect(fieldIn(stat, "cache")).toBe(4096);
  expect(fieldIn(stat, "inactive_file")).toBe(8192);
  expect(fieldIn(stat, "total_inactive_file")).toBe(16384);
  expect(fieldIn(stat, "file")).toBeNull();
  expect(fieldIn("oom_kill_disable 0\nunder_oom 0\noom_kill 3", "oom_kill")).toBe(3);
  expect(fieldIn("", "cache")).toBeNull();
});

test("networks are added up, without the loopback", () => {
  expect(networkIn(NET)).toEqual({ rxBytes: 2046, txBytes: 100 });
  expect(networkIn("")).toEqual({ rxBytes: 0, txBytes: 0 });
});

test("devices are added up in both versions", () => {
  expect(blkioIn("8:0 Read 4096\n8:0 Write 8192\n8:0 Total 12288\n8:16 Read 1\nTotal 12289\n")).toEqual({ readBytes: 4097, writeBytes: 8192 });
  expect(ioStatIn("8:0 rbytes=4096 wbytes=8192 rios=1 wios=2 dbytes=0 dios=0\n8:16 rbytes=1 wbytes=0\n")).toEqual({ readBytes: 4097, writeBytes: 8192 });
  expect(blkioIn("Total 0\n")).toEqual({ readBytes: 0, writeBytes: 0 });
  expect(ioStatIn("")).toEqual({ readBytes: 0, writeBytes: 0 });
});

test("mounts of version 1, of version 2, and of both", () => {
  const one =
    "31 23 0:26 / /sys/fs/cgroup ro,nosuid - tmpfs tmpfs ro,mode=755\n34 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup cgroup rw,cpu,cpuacct\n35 31 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n";
  expect(cgroupMounts(one).get("cpuacct")).toBe("/sys/fs/cgroup/cpu,cpuacct");
  expect(cgroupMounts(one).get("memory")).toBe("/sys/fs/cgroup/memory");
  expect(cgroupMounts("30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n")).toEqual(new Map([["unified", "/sys/fs/cgroup"]]));
});

test("groups of a process in both versions", () => {
  const one = cgroupsOf("9:name=systemd:/docker/abc\n4:memory:/docker/abc\n2:cpu,cpuacct:/docker/abc\n0::/docker/abc\n");
  expect([one.get("memory"), one.get("cpuacct"), one.get("unified")]).toEqual(["/docker/abc", "/docker/abc", "/docker/abc"]);
  expect(cgroupsOf("0::/system.slice/docker-abc.scope\n")).toEqual(new Map([["unified", "/system.slice/docker-abc.scope"]]));
});
