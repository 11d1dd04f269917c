import { describe, expect, test } from "vitest";
import { parseCompose } from "@/lib/compose/parse-compose";
import { readWorld, type World } from "@/lib/compose/world";
import { ATTACK_FILES, GOOD_FILES, ROWS_WITHOUT_FILES, WORLD } from "./attack-files";

const world = readWorld(WORLD) as World;
const errorsOf = (text: string) => {
  const { spec, issues, modern } = parseCompose(text, { ...world, stackName: world.stackName ?? "" });
  return { spec, modern, rules: issues.filter(({ severity }) => severity === "error").map(({ rule }) => rule) };
};

const all = Object.values(ATTACK_FILES).flat();
const refusals = new Set(all.flatMap((text) => errorsOf(text).rules));

/** What nobody may write into a file, nor anybody without a grant. */
const DENIED =
  "pid ipc uts userns_mode cgroup cgroup_parent device_cgroup_rules oom_kill_disable oom_score_adj cpu_rt_period cpu_rt_runtime cpu_count cpu_percent isolation credential_spec annotations use_api_socket volumes_from volume_driver log_driver log_opt net env_file label_file build develop provider models include privileged devices gpus runtime cpuset blkio_config mac_address storage_opt external_links logging.driver networks.external networks.ipam networks.driver_opts volumes.driver_opts volumes.name volumes.external ports.host_ip cap_add security_opt sysctls network_mode container_name labels image pull_policy shm_size tmpfs user group_add ulimits stop_grace_period extra_hosts secrets configs.file".split(
    " ",
  );

describe("attack files", () => {
  test("there is one at least for each row of the table of threats", () => {
    const rows = Array.from({ length: 20 }, (_, index) => `A${index + 1}`);
    const covered = [...Object.keys(ATTACK_FILES).map((name) => name.split(" ")[0] ?? ""), ...Object.keys(ROWS_WITHOUT_FILES)];
    expect(rows.filter((row) => !covered.includes(row))).toEqual([]);
    expect(new Set(covered).size).toBe(covered.length);
  });

  test.each(DENIED)("there is one that %s refuses", (attribute) => {
    expect([...refusals].filter((rule) => rule === `policy.${attribute}` || rule === `compose.${attribute}`)).not.toEqual([]);
  });

  test.each(Object.keys(ATTACK_FILES))("%s: none is read, and none is offered in today's form", (row) => {
    for (const text of ATTACK_FILES[row] ?? []) {
      // Of the processor, not of the clock: other work on the machine is not ours to measure.
      const began = process.cpuUsage();
      const { spec, modern, rules } = errorsOf(text);
      expect([spec, modern, rules.length > 0], text.slice(0, 400)).toEqual([null, null, true]);
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000).toBeLessThan(1_000);
    }
  });

  test("good files: none is refused", () => {
    for (const text of GOOD_FILES) expect(errorsOf(text).rules, text).toEqual([]);
  });
});
