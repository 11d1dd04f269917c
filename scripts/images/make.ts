import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import Docker from "dockerode";
import { connectionOptions, DEFAULT_ENDPOINT } from "../../lib/engine/endpoint";
import { appletNames, compileDemo, debianProgram } from "./programs";
import { importChanges, RECIPES, type Recipe } from "./recipes";

const LABEL = "io.spindle.test-image";
const SOURCE = join(import.meta.dirname, "demo.c");
const ACCOUNTS = {
  passwd: "root:x:0:0:root:/:/bin/sh\napp:x:1000:1000:app:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
  group: "root:x:0:\napp:x:1000:\nnogroup:x:65534:\n",
};

type Programs = Record<Recipe["programs"][number], string | null>;

/**
 * Makes the images that tests and the demo run, from what this machine has: no registry is asked. Images that are there and
 * made from these very sources are left alone. `engineEndpoint` is in DOCKER_HOST spelling; it returns the tags it made.
 */
export async function makeImages(engineEndpoint: string = DEFAULT_ENDPOINT): Promise<string[]> {
  const docker = new Docker(connectionOptions(engineEndpoint));
  const sources = await sourcesHash();
  const hashes = RECIPES.map((recipe) => hashOf(`${sources}${JSON.stringify(recipe)}`));
  const present = await Promise.all(RECIPES.map((recipe, at) => hasImage(docker, recipe.tag, hashes[at] ?? "")));
  const missing = RECIPES.filter((_recipe, at) => !present[at]);
  if (missing.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "spindle-images-"));
  try {
    const busybox = await debianProgram("busybox");
    if (busybox === null) throw new Error("The test images need a static busybox: apt-get install busybox-static");
    const programs: Programs = { demo: await compileDemo(SOURCE, folder), busybox, bash: await debianProgram("bash") };
    const applets = await appletNames(busybox);
    for (const recipe of missing)
      await makeImage(docker, recipe, hashes[RECIPES.indexOf(recipe)] ?? "", join(folder, recipe.tag.replace(/[/:]/g, "-")), programs, applets);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return missing.map((recipe) => recipe.tag);
}

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

async function sourcesHash(): Promise<string> {
  const files = [SOURCE, join(import.meta.dirname, "make.ts"), join(import.meta.dirname, "recipes.ts")];
  return hashOf((await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n"));
}

async function hasImage(docker: Docker, tag: string, hash: string): Promise<boolean> {
  try {
    return (await docker.getImage(tag).inspect()).Config.Labels?.[LABEL] === hash;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return false;
    throw error;
  }
}

async function makeImage(docker: Docker, recipe: Recipe, hash: string, root: string, programs: Programs, applets: string[]): Promise<void> {
  await fillRoot(root, recipe, programs, applets);
  const [repo, tag] = recipe.tag.split(":");
  const tar = spawn("tar", ["-C", root, "--owner=0", "--group=0", "--numeric-owner", "--sort=name", "-c", "."], { stdio: ["ignore", "pipe", "inherit"] });
  const stream = (await docker.importImage(tar.stdout, { repo, tag, changes: importChanges(recipe, hash) })) as Readable;
  let said = "";
  for await (const chunk of stream) said += String(chunk);
  const error = /"error":"([^"]*)"/.exec(said)?.[1];
  if (error !== undefined) throw new Error(`${recipe.tag}: ${error}`);
}

async function fillRoot(root: string, recipe: Recipe, programs: Programs, applets: string[]): Promise<void> {
  for (const folder of ["bin", "etc", "tmp", "dev", "proc", "sys"]) await mkdir(join(root, folder), { recursive: true });
  await chmod(join(root, "tmp"), 0o1777);
  for (const [name, text] of Object.entries(ACCOUNTS)) await writeFile(join(root, "etc", name), text);
  for (const name of recipe.programs) {
    const program = programs[name];
    // bash is a bonus: sh and ash are enough for every test but its own.
    if (program === null) continue;
    await copyFile(program, join(root, "bin", name));
    await chmod(join(root, "bin", name), 0o755);
  }
  if (recipe.programs.includes("busybox")) await Promise.all(applets.map((applet) => symlink("busybox", join(root, "bin", applet))));
}

const isMain = import.meta.url === pathToFileURL(process.argv[1] ?? "").href;
if (isMain) {
  const began = Date.now();
  const made = await makeImages(process.env.DOCKER_HOST || DEFAULT_ENDPOINT);
  console.log(made.length === 0 ? "All test images are here." : `Made ${made.join(", ")} in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}
