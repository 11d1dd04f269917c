import { expect, test } from "vitest";
import { countersIn } from "./stats-answer";

const READ = "2026-11-26T01:30:34.826771209Z";
const common = {
  read: READ,
  cpu_stats: { cpu_usage: { total_usage: 534_520_850 } },
  networks: { eth0: { rx_bytes: 946, tx_bytes: 5 }, eth1: { rx_bytes: 4, tx_bytes: 5 } },
  pids_stats: { current: 2 },
};
const SAID = { at: Date.parse(READ), cpuNs: 534_520_850, memoryBytes: 500, rxBytes: 950, txBytes: 10, pids: 2, oomKills: null };

test("an answer of an engine on version 1", () => {
  const io = [
    { op: "Read", value: 7 },
    { op: "Write", value: 8 },
    { op: "Total", value: 15 },
  ];
  const memory_stats = { usage: 600, stats: { total_inactive_file: 100, inactive_file: 1 } };
  expect(countersIn({ ...common, memory_stats, blkio_stats: { io_service_bytes_recursive: io } })).toEqual({ ...SAID, readBytes: 7, writeBytes: 8 });
});

test("an answer of an engine on version 2, and without any disk or network", () => {
  const io = [{ op: "read", value: 7 }];
  expect(countersIn({ ...common, memory_stats: { usage: 600, stats: { inactive_file: 100 } }, blkio_stats: { io_service_bytes_recursive: io } })).toEqual({
    ...SAID,
    readBytes: 7,
    writeBytes: 0,
  });
  const bare = countersIn({ ...common, networks: null, memory_stats: { usage: 500 }, blkio_stats: { io_service_bytes_recursive: null } });
  expect(bare).toEqual({ ...SAID, rxBytes: 0, txBytes: 0, readBytes: 0, writeBytes: 0 });
});

test("a stopped container has no figures", () => {
  expect(countersIn({ read: "0001-01-01T00:00:00Z", memory_stats: {} })).toBeNull();
  expect(countersIn({})).toBeNull();
});
