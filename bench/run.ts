/**
 * `npm run bench`: how fast Spindle is, as ratios measured in one run. Figures as JSON lines on stdout, a table at the end on stderr. No figure is asserted;
 * a bench that does not come to its end is FAILED in the table, and the exit code is 1.
 * `npm run bench -- deploy logs` runs those; `--rounds=1` is quick and says little; `--containers=500` is the crowd's size, `--big` starts them.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild } from "../scripts/ensure/build.mjs";
import { ensureDatabaseClient } from "../scripts/ensure/database-client.mjs";
import { ensureEngine } from "../scripts/ensure/engine.mjs";
import { root, run } from "../scripts/ensure/step.mjs";
import { clickBench } from "./benches/click";
import { crowdBench } from "./benches/crowd";
import { deployBench } from "./benches/deploy";
import { downtimeBench } from "./benches/downtime";
import { keptBench } from "./benches/kept";
import { liveBench } from "./benches/live";
import { logViewBench } from "./benches/log-view";
import { logsBench } from "./benches/logs";
import { pagesBench } from "./benches/pages";
import { scaleBench } from "./benches/scale";
import { shellBench } from "./benches/shell";
import { startBench } from "./benches/start";
import { statisticsBench } from "./benches/statistics";
import { terminalBench } from "./benches/terminal";
import { upgradeBench } from "./benches/upgrade";
import { Lab } from "./lab";
import { Report } from "./report";

const BENCHES: Record<string, (lab: Lab) => Promise<void>> = {
  start: startBench,
  pages: pagesBench,
  shell: shellBench,
  terminal: terminalBench,
  logs: logsBench,
  "log-view": logViewBench,
  kept: keptBench,
  live: liveBench,
  click: clickBench,
  deploy: deployBench,
  scale: scaleBench,
  upgrade: upgradeBench,
  downtime: downtimeBench,
  crowd: crowdBench,
  statistics: statisticsBench,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string" }, big: { type: "boolean", default: false }, containers: { type: "string", default: "500" } },
});
const unknown = positionals.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(", ")}. There are: ${Object.keys(BENCHES).join(", ")}.`);
  process.exit(2);
}

process.chdir(resolve(root));
await ensureEngine();
await ensureDatabaseClient();
await ensureBuild();
await run(process.execPath, ["--import", "tsx", "scripts/images/make.ts"]);

const report = new Report();
const rounds = values.rounds === undefined ? null : Math.max(1, Number(values.rounds) || 1);
const lab = new Lab({ rounds, big: values.big, containers: Math.max(10, Math.ceil(Number(values.containers) / 10) * 10) }, report);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void lab.close().finally(() => process.exit(130)));
try {
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const begun = performance.now();
    await bench(lab).catch((error: unknown) => {
      report.fail(name, error);
      console.error(error);
    });
    console.error(`${name}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  }
} finally {
  await lab.close();
}
console.error(`\n${report.table()}`);
process.exitCode = report.failed ? 1 : 0;
