import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "@/lib/testing/live-engine";
import { root, run } from "../scripts/ensure/step.mjs";

/** What Spindle's own foundations cost before it does anything: an application of one page with one line. */
export interface EmptyNext {
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const folder = join(root, "dist/bench-empty-next");
const program = join(root, "node_modules/next/dist/bin/next");
const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" } as const;

const FILES = {
  "package.json": '{ "private": true, "type": "module" }\n',
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(root)} } };\n`,
  "app/layout.js": 'export default function Layout({ children }) {\n  return <html lang="en"><body>{children}</body></html>;\n}\n',
  // Made for each request, as Spindle's pages are.
  "app/page.js": 'export const dynamic = "force-dynamic";\nexport default function Page() {\n  return <main><h1>Nothing</h1></main>;\n}\n',
};

/** Builds it when it is not there, and starts it. */
export async function emptyNext(): Promise<EmptyNext> {
  if (!existsSync(join(folder, ".next/BUILD_ID"))) await build();
  const port = await freePort();
  const child = spawn(process.execPath, [program, "start", folder, "-p", String(port), "-H", "0.0.0.0"], {
    stdio: "ignore",
    env: { ...process.env, ...env },
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    url,
    pid: child.pid ?? 0,
    stop: () => {
      child.kill();
      return ended;
    },
  };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );

async function build(): Promise<void> {
  mkdirSync(join(folder, "app"), { recursive: true });
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  await run(process.execPath, [program, "build", folder], { env });
}
