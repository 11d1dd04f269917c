// `npm run --silent compose:check -- [--context world.json] FILE...`: the app's own judgement of compose files, without server, engine or database.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { fingerprint, readIfThere } from "./ensure/files.mjs";
import { root } from "./ensure/step.mjs";

const bundle = join(root, "dist/compose-check.mjs");
const stamp = join(root, "dist/compose-check-fingerprint");
const inputs = ["lib/compose", "lib/core", "scripts/compose-check", "package-lock.json"];
const skip = (file) => /\.test\.tsx?$|\.snap$|\.md$/.test(file);

const wanted = fingerprint(inputs, skip);
if (readIfThere(stamp) !== wanted || !existsSync(bundle)) await makeBundle();
// npm starts scripts in the folder of the package; files are named from where the person stands.
if (process.env.INIT_CWD) process.chdir(resolve(process.env.INIT_CWD));
await import(pathToFileURL(bundle).href);

/** One file with all it needs, so that a check takes a fraction of a second. Written beside and moved: two hooks may run at once. */
async function makeBundle() {
  if (!existsSync(join(root, "node_modules/esbuild"))) await installPackages();
  const { build } = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  const fresh = `${bundle}.${process.pid}`;
  rmSync(stamp, { force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ["scripts/compose-check/run.ts"],
    outfile: fresh,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // The YAML reader comes as CommonJS and asks for parts of Node that way.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    logLevel: "silent",
  });
  renameSync(fresh, bundle);
  writeFileSync(stamp, wanted);
}

/** Says how long it takes on the error output: the other one is for JSON lines alone. */
async function installPackages() {
  const { ensurePackages } = await import("./ensure/packages.mjs");
  const { write } = process.stdout;
  process.stdout.write = process.stderr.write.bind(process.stderr);
  try {
    await ensurePackages();
  } finally {
    process.stdout.write = write;
  }
}
