const HOST = "It would reach past the container into the host, which other people's stacks share.";
const KERNEL = "It tunes the kernel or scheduler that all stacks on this host share.";
const FILES = "The dashboard does not read files of the server or of your computer. Paste the values into this file, under `environment`.";
const NOTES = "The dashboard does not read files of the server or of your computer. Write the labels into this file, under `labels`.";
const WHOLE = "The dashboard does not read files of the server or of your computer. Paste what they say into this one.";
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
  cgroup: because(HOST),
  cgroup_parent: because("It would take the container out of its limits."),
  devices: because("A device gives direct access to the host's hardware and disks.", "Ask an administrator if the service cannot do without."),
  device_cgroup_rules: because("It opens the host's devices to the container."),
  gpus: because("Devices of the host are not handed out by file.", "Ask an administrator if the service cannot do without."),
  use_api_socket: because("Whoever talks to the Docker engine owns the host."),
  oom_kill_disable: because("One container out of memory could stop the whole host."),
  oom_score_adj: because("It decides whose containers are ended first when memory is short."),
  cpu_rt_period: because(KERNEL),
  cpu_rt_runtime: because(KERNEL),
  cpu_count: because("It belongs to Windows containers.", "Use `cpus`."),
  cpu_percent: because("It belongs to Windows containers.", "Use `cpus`."),
  cpuset: because("It would claim processors that others use as well.", "Use `cpus`."),
  blkio_config: because(KERNEL),
  blkio_weight: because(KERNEL),
  blkio_weight_device: because(KERNEL),
  device_read_bps: because(KERNEL),
  device_read_iops: because(KERNEL),
  device_write_bps: because(KERNEL),
  device_write_iops: because(KERNEL),
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
  label_file: NOTES,
  volumes_from: because("It would mount everything another container mounts.", "Name the volumes under `volumes` in both services."),
  volume_driver: because("A volume driver can mount directories of the host."),
  external_links: because("Containers of other stacks cannot be reached."),
  mac_address: because(NETWORK),
  pre_start: because(
    "Commands before the start are containers of their own.",
    "Make it a service, and wait for it with `depends_on` and service_completed_successfully.",
  ),
  log_driver: because(OLD, "Use `logging`."),
  log_opt: because(OLD, "Use `logging`."),
  net: because(OLD, "Every stack has its own network."),
  dockerfile: because("Images are not built here.", "Name one under `image`."),
};

export const REFUSED_ON_TOP: Record<string, string> = {
  include: WHOLE,
  models: LATER,
};

export const PASTE = "Paste the text under `content`: files of the server or of your computer are not read.";

export const REFUSED_IN_CONFIG: Record<string, string> = {
  file: PASTE,
  environment: because("The environment of the server is not handed to stacks.", "Write the text under `content`, with variables of the stack in it."),
  name: because("Configs belong to their stack.", "Remove it; the key above is the name you use."),
  template_driver: because("It runs a template program."),
};

const KEEP_HERE = "Write `external: true` instead, and type its text under Secrets.";

export const REFUSED_IN_SECRET: Record<string, string> = {
  file: because("Files of the server are not read.", KEEP_HERE),
  environment: because("The environment of the server is not handed to stacks.", KEEP_HERE),
  driver: because("Secrets are kept by the platform itself."),
  driver_opts: because("Secrets are kept by the platform itself."),
  template_driver: because("It runs a template program."),
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
