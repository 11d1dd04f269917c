/** A world with something to steal: grants of one's own and of others', private images, ports that are taken. */
export const WORLD = {
  stack: "portal",
  environment: "prod",
  user: { name: "ada", role: "user", uid: 80115, gid: 80115, groups: [80115, 71999] },
  stackVariables: { TAG: "v1", ROOT: "/", CAP: "SYS_ADMIN", YES: "true", TYPE: "bind", UP: "../../etc", PORT: "22" },
  registriesAllowed: ["docker.io", "registry.example.org:5000"],
  privateNamespaces: { "registry.example.org:5000/theirs": ["bob"], "registry.example.org:5000/ours": ["ada", "bob"], "docker.io/bobs": ["bob"] },
  bindRoots: [
    { path: "/global/team", mode: "ro", users: ["ada"] },
    { path: "/global/team/scratch", mode: "rw", users: ["ada"] },
    { path: "/global/bob", mode: "rw", users: ["bob"], uid: 7, gid: 7 },
  ],
  hostPortPool: { ranges: ["60000-60050"], protocols: ["tcp"], taken: { "60010/tcp": "other-stack/web" } },
  quota: {
    services: 5,
    replicasPerService: 4,
    cpusPerContainer: 2,
    memoryPerContainer: "2g",
    pids: 512,
    shm: "256m",
    tmpfs: "256m",
    logMaxSize: "20m",
    logMaxFile: 5,
    stopGraceSeconds: 120,
    healthIntervalMinMs: 1000,
    fileBytes: 65536,
    labelBytes: 1024,
  },
  own: { volumesOutsideStack: ["portal-archive"], secrets: ["db-password"] },
};

export const service = (lines: string): string => `services:\n  web:\n    image: nginx:1.27\n${lines.replaceAll(/^/gm, "    ")}\nvolumes:\n  data:\n`;
export const mount = (volume: string) => service(`user: "80115:80115"\nvolumes:\n  - ${volume}`);
export const image = (name: string) => `services:\n  web:\n    image: ${name}\n`;
export const top = (lines: string) => `services:\n  web:\n    image: nginx:1.27\n${lines}\n`;
export const many = (count: number) => `services:\n${Array.from({ length: count }, (_, at) => `  s${at}: { image: "nginx:1.27" }\n`).join("")}`;
