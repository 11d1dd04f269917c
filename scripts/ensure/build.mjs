import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fingerprint, isUntouched, noteSeen, readIfThere, withLock } from "./files.mjs";
import { root, run, step } from "./step.mjs";

const stamp = join(root, "dist/build-fingerprint");
const seen = join(root, "dist/build-seen");
const inputs = [
  "app",
  "components",
  "lib",
  "prisma",
  "public",
  "server.ts",
  "proxy.ts",
  "package-lock.json",
  "next.config.mjs",
  "postcss.config.mjs",
  "tsconfig.json",
];
const skip = (file) => /\.test\.tsx?$|^lib\/(testing|generated)\/|\.md$/.test(file);

/** Builds the pages (.next) and the server (dist/server.mjs), unless the build there was made from these very sources. */
export async function ensureBuild() {
  await withLock(join(root, "dist/.build-lock"), async () => {
    if (isUntouched(seen, inputs, skip)) return;
    const wanted = fingerprint(inputs, skip);
    if (readIfThere(stamp) === wanted) return noteSeen(seen, inputs, skip);
    rmSync(seen, { force: true });
    rmSync(stamp, { force: true });
    await step("Building the pages", () =>
      run(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], { env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } }),
    );
    await step("Building the server", bundleServer);
    // next build may complete tsconfig.json; the stamp counts what stands there now.
    writeFileSync(stamp, fingerprint(inputs, skip));
    noteSeen(seen, inputs, skip);
  });
}

/** For `npm run dev`, which runs the server from its source: threads cannot. */
export const ensureWorker = () => bundle([worker, auditWorker, logWorker]);

// The reader of compose files runs in threads of its own.
const worker = { in: "lib/reader/worker.ts", out: "compose-worker" };
// So has the check of the audit log.
const auditWorker = { in: "lib/registry/audit-worker.ts", out: "audit-worker" };
// And whoever searches kept log lines.
const logWorker = { in: "lib/logs/worker.ts", out: "log-worker" };
// One small file starts in half the time of two thousand and holds less. What has native parts, must be the pages' own copy too, or is seldom needed, stays outside.
const loaded = ["next", "libsql", "@libsql/client", "@node-rs/argon2", "@prisma/client", "nodemailer"];
// What dockerode loads for ssh:// and BuildKit, neither of which Spindle has.
const unused = ["ssh2", "@grpc/grpc-js", "@grpc/proto-loader", "protobufjs"];
// They are in the older format: required, they are not read through for names first as an import would have it, which takes 60 ms of a start.
const required = {
  name: "required",
  setup({ onResolve, onLoad }) {
    const isLoaded = (path) => loaded.some((name) => path === name || path.startsWith(`${name}/`));
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) => {
      if (!isLoaded(path)) return undefined;
      return kind === "import-statement" ? { path, namespace: "required" } : { path, external: true };
    });
    onLoad({ filter: /./, namespace: "required" }, ({ path }) => ({ contents: `module.exports = require(${JSON.stringify(path)})`, resolveDir: root }));
  },
};
// The compiler of queries: as text in a module it would be held twice for as long as the server runs, as a file it is read once, at the start.
const compiler = join(root, "dist/query-compiler.wasm");
const compilerAsFile = {
  name: "compiler-as-file",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.wasm-base64\.mjs$/ }, ({ path }) => ({ path: join(root, "node_modules", path.replace(/mjs$/, "js")), namespace: "compiler" }));
    onLoad({ filter: /./, namespace: "compiler" }, async ({ path }) => {
      const { wasm } = createRequire(import.meta.url)(path);
      writeFileSync(compiler, Buffer.from(wasm, "base64"));
      const read = 'require("node:fs").readFileSync("dist/query-compiler.wasm")';
      return { contents: `Object.defineProperty(exports, "wasm", { enumerable: true, get: () => ${read} })` };
    });
  },
};
const bundleServer = () => bundle([{ in: "server.ts", out: "server" }, worker, auditWorker, logWorker]);

async function bundle(entryPoints) {
  const { build } = await import("esbuild");
  mkdirSync(join(root, "dist"), { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints,
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    plugins: [compilerAsFile, required],
    alias: Object.fromEntries(unused.map((name) => [name, join(root, "scripts/ensure/unused-module.cjs")])),
    minify: true,
    keepNames: true,
    legalComments: "none",
    sourcemap: true,
    // Packages in the older format ask for Node's own modules this way.
    banner: { js: 'import { createRequire as createRequireOf } from "node:module"; const require = createRequireOf(import.meta.url);' },
    logLevel: "warning",
  });
}
