// Some registries do not serve the binaries of other platforms. npm then leaves those optional packages out of
// package-lock.json and `npm ci` refuses the file. This adds the missing entries back, so that the lock is right on
// every machine: run it after each `npm install`. `--check` changes nothing and fails when something is missing.
import { readFileSync, writeFileSync } from "node:fs";

const lockPath = new URL("../package-lock.json", import.meta.url);
const exactVersion = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;
const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];

const check = process.argv.includes("--check");
const source = readFileSync(lockPath, "utf8");
const lock = JSON.parse(source);
const added = missingEntries(lock.packages);

if (added.length > 0 && !check) {
  const all = [...Object.entries(lock.packages), ...added].sort(([a], [b]) => a.localeCompare(b, "en"));
  writeFileSync(lockPath, `${JSON.stringify({ ...lock, packages: Object.fromEntries(all) }, null, 2)}\n`);
}
console.log(`added ${added.length}`);
if (check && added.length > 0) {
  console.log(`missing from package-lock.json: ${added.map(([path]) => path).join(", ")}\nrun: npm run lock:complete`);
  process.exitCode = 1;
}

/** The lock entries that optional dependencies name by exact version and that no enclosing node_modules holds. */
function missingEntries(packages) {
  const found = new Map();
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const place = `node_modules/${name}`;
      if (!exactVersion.test(version) || resolves(packages, path, name)) continue;
      const taken = found.get(place);
      const target = taken && taken.version !== version ? `${path}/${place}` : place;
      found.set(target, platformEntry(name, version, entry));
    }
  }
  return [...found];
}

function resolves(packages, path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (packages[folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`]) return true;
    if (folder === "") return false;
  }
}

function platformEntry(name, version, parent) {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = ["musl", "gnu", "glibc"].filter((kind) => os.includes("linux") && words.some((word) => word.startsWith(kind)));
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(parent.dev && { dev: true }),
    ...(libc.length > 0 && { libc: libc.includes("musl") ? ["musl"] : ["glibc"] }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
