const HOST = "It would reach past the container into the host, which other people's stacks share.";
const KERNEL = "It tunes the kernel or scheduler that all stacks on this host share.";
const FILES = "The dashboard does not read files of the server or of your computer. Paste the values into this file, under `environment`.";
const NAMES = "Services of one stack find each other by service name on their own network, so it is not needed.";
const NETWORK = "Every stack has a private network with addresses chosen for it.";
const OLD = "It is the spelling of an old file format.";
const LATER = "It cannot be used here yet.";
const because = (why: string, what = "Remove it.") => `${why} ${what}`;

/** Why a service attribute is refused, for a person, with what to do instead. Anything in neither this list nor service.ts is unknown. */
export const REFUSED_IN_SERVICE: Record<string, string> = {
  pid: because("Sharing a process table shows other programs' memory and secrets."),
  ipc: because(
    "Shared memory of the host or of another container is open to reading and writing.",
    "For more shared memory inside the container use `shm_size`.",
  ),
  uts: because("A container could rename the host."),
  userns_mode: because("Root inside the container would be root on the host."),
  network_mode: because(
    "The host's network and other containers' networks are closed; every stack has its own.",
    "Remove it, and publish what must be reached with `ports`.",
  ),
  cgroup: because(HOST),
  cgroup_parent: because("It would take the container out of its limits."),
  devices: because("A device gives direct access to the host's hardware and disks.", "Ask an administrator if the service cannot do without."),
  device_cgroup_rules: because("It opens the host's devices to the container."),
  gpus: because("Devices of the host are not handed out by file.", "Ask an administrator if the service cannot do without."),
  use_api_socket: because("Whoever talks to the Docker engine owns the host."),
  sysctls: because(KERNEL),
  ulimits: because("The platform sets these limits for all containers alike.", "Remove it; processes are limited with `pids_limit`."),
  oom_kill_disable: because("One container out of memory could stop the whole host."),
  oom_score_adj: because("It decides whose containers are ended first when memory is short."),
  cpu_rt_period: because(KERNEL),
  cpu_rt_runtime: because(KERNEL),
  cpu_count: because("It belongs to Windows containers.", "Use `cpus`."),
  cpu_percent: because("It belongs to Windows containers.", "Use `cpus`."),
  cpu_shares: because(LATER, "Use `cpus`."),
  cpu_quota: because(LATER, "Use `cpus`, which sets quota and period in one number."),
  cpu_period: because(LATER, "Use `cpus`, which sets quota and period in one number."),
  cpuset: because("It would claim processors that others use as well.", "Use `cpus`."),
  memswap_limit: because("Swap is shared by all stacks on the host.", "Use `mem_limit`."),
  mem_swappiness: because("Swap is shared by all stacks on the host."),
  blkio_config: because(KERNEL),
  storage_opt: because("Disk settings belong to the host."),
  runtime: because("Another runtime may not keep containers apart."),
  isolation: because("It belongs to Windows containers."),
  credential_spec: because("It belongs to Windows containers and reads files of the server."),
  annotations: because("They can switch off protections of the container runtime.", "Use `labels` for notes."),
  build: because("Images are not built here.", "Build it elsewhere, push it to a registry and name it under `image`."),
  develop: because("It watches files on a developer's own computer."),
  provider: because("It runs a program on the server."),
  models: because(LATER),
  env_file: FILES,
  label_file: FILES,
  extends: because(
    "Every service is written out here, so that the file shows what runs.",
    "Copy the settings, or share them with a YAML anchor (&name, <<: *name).",
  ),
  secrets: because(
    "Secrets cannot be attached yet, and their text must never be in the file.",
    "Until then use a variable under `environment` and fill it in beside the file.",
  ),
  configs: because("Files cannot be placed into containers yet.", "Put the settings in the image, a named volume, or `environment`."),
  volumes_from: because("It would mount everything another container mounts.", "Name the volumes under `volumes` in both services."),
  volume_driver: because("A volume driver can mount directories of the host."),
  links: NAMES,
  external_links: because("Containers of other stacks cannot be reached."),
  extra_hosts: because(NETWORK, "Use service names, or addresses your program looks up itself."),
  dns: NETWORK,
  dns_search: NETWORK,
  dns_opt: NETWORK,
  domainname: NETWORK,
  mac_address: NETWORK,
  group_add: because("Extra groups can open files that are shared with others.", "Use `user` with user:group."),
  profiles: because(
    "Which services run is decided by this file alone, so that what you review is what is deployed.",
    "Remove it, or take the service out of the file.",
  ),
  pull_policy: because("Images are fetched when they are not here yet, and each deploy records exactly which one ran."),
  attach: because("Logs of every service are always kept and shown."),
  post_start: because("Commands beside the main one are not run.", "Put them into the image's start script."),
  pre_stop: because("Commands beside the main one are not run.", "Let the program act on the stop signal."),
  pull_refresh_after: because(LATER),
  log_driver: because(OLD, "Use `logging`."),
  log_opt: because(OLD, "Use `logging`."),
  net: because(OLD, "Every stack has its own network."),
  dockerfile: because("Images are not built here.", "Name one under `image`."),
};

export const REFUSED_ON_TOP: Record<string, string> = {
  include: FILES,
  models: LATER,
  secrets:
    "Secrets cannot be attached yet, and their text must never be in the file. Until then use a variable under `environment` and fill it in beside the file.",
  configs: "Files cannot be placed into containers yet. Put the settings in the image, a named volume, or `environment`.",
};

export const REFUSED_IN_VOLUME: Record<string, string> = {
  driver_opts: because("Driver options can mount any directory of the host."),
  external: because("Volumes of other stacks, or made outside, cannot be used.", "Remove it: the stack gets a volume of its own."),
  name: because("Volumes are named after their stack, so that no other stack's volume can be taken.", "Remove it; the key above is the name you use."),
};

export const REFUSED_IN_NETWORK: Record<string, string> = {
  driver_opts: because("Driver options can change the host's own networks."),
  external: because("Networks of other stacks, or made outside, cannot be joined.", "Remove it: the stack gets a network of its own."),
  name: because("Networks are named after their stack, so that no other stack's network can be taken."),
  ipam: because("Addresses are chosen for each stack, so that none collide."),
  attachable: because("Only services of this file join the network."),
  enable_ipv6: because(LATER),
  enable_ipv4: because(LATER),
};

/** The one known word that is a slip of the keyboard away; undefined when none is, or more than one. */
export function nearest(word: string, known: string[]): string | undefined {
  if (word.length > 40) return undefined;
  const simple = (text: string) => text.toLowerCase().replaceAll(/[-_\s]/g, "");
  const same = known.filter((candidate) => simple(candidate) === simple(word));
  const near =
    same.length > 0
      ? same
      : known.filter(
          (candidate) => candidate.length > 3 && Math.abs(candidate.length - word.length) < 3 && distance(word, candidate) <= (candidate.length > 6 ? 2 : 1),
        );
  return near.length === 1 ? near[0] : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length] ?? 0;
}
