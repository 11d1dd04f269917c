import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { canInstall, install, onPath } from "./debian.mjs";
import { pingEngine } from "./engine-api.mjs";
import { isAlive, readIfThere, withLock } from "./files.mjs";
import { root, run, StepFailed, step } from "./step.mjs";

const localSocket = "unix:///var/run/docker.sock";
const starts = 4;
const startDeadlineMs = 60_000;

/** Address of a Docker engine that answers, installed and started where that is possible; throws StepFailed with what to do otherwise. */
export async function ensureEngine() {
  const chosen = process.env.DOCKER_HOST;
  if (chosen) {
    if (await pingEngine(chosen)) return chosen;
    throw new StepFailed(`No Docker engine answers at DOCKER_HOST=${chosen}. Start it, or unset DOCKER_HOST to use ${localSocket}.`);
  }
  if (await pingEngine(localSocket)) return localSocket;
  if (!canInstall()) throw new StepFailed(adviceFor(process.platform));
  await withLock(join(root, "dist/.engine-lock"), async () => {
    if (!onPath("dockerd") || !onPath("iptables")) await step("Installing the Docker engine", () => install("docker.io", "iptables"));
    if (!(await pingEngine(localSocket))) await step("Starting the Docker engine", startEngine);
  });
  return localSocket;
}

function adviceFor(platform) {
  if (existsSync("/var/run/docker.sock")) {
    return "The Docker engine at /var/run/docker.sock does not answer to you. Start it (sudo systemctl start docker) and let your user use it (sudo usermod -aG docker $USER, then sign in again).";
  }
  if (platform === "linux")
    return "No Docker engine here. Install one, for example: sudo apt-get install docker.io && sudo systemctl start docker, or set DOCKER_HOST.";
  return "No Docker engine here. Start Docker Desktop (or Colima, or Podman's Docker socket), or set DOCKER_HOST.";
}

/** After a crash with many containers the engine may need several starts (containerd times out first), so one failure is not the end. */
async function startEngine() {
  if (existsSync("/run/systemd/system")) {
    await run("systemctl", ["start", "docker"]);
    if (await answersWithin(() => false)) return;
  }
  const log = logFile();
  for (let attempt = 1; attempt <= starts; attempt++) {
    dropStalePidFiles();
    const exited = runningEngine() ? () => false : spawnEngine(log);
    if (await answersWithin(exited)) return;
  }
  throw new StepFailed(`The Docker engine did not start after ${starts} attempts. Its log: ${log}`);
}

// In its own session: the engine outlives this command and the terminal it was typed in.
function spawnEngine(log) {
  const output = openSync(log, "a");
  const child = spawn(onPath("dockerd"), [], { detached: true, stdio: ["ignore", output, output], cwd: "/" });
  closeSync(output);
  let exited = false;
  child.on("exit", () => {
    exited = true;
  });
  child.on("error", () => {
    exited = true;
  });
  child.unref();
  return () => exited;
}

async function answersWithin(exited) {
  const deadline = Date.now() + startDeadlineMs;
  while (Date.now() < deadline) {
    if (await pingEngine(localSocket)) return true;
    if (exited()) return false;
    await delay(150);
  }
  return false;
}

/** A second engine in one network namespace takes the default bridge from the first: when one is coming up, wait for it. */
function runningEngine() {
  return processName(readIfThere("/var/run/docker.pid")) === "dockerd";
}

// After a crash in a container the number in the file often belongs to another program by now, and dockerd refuses to start over it.
function dropStalePidFiles() {
  for (const [file, program] of [
    ["/var/run/docker.pid", "dockerd"],
    ["/var/run/docker/containerd/containerd.pid", "containerd"],
  ]) {
    const pid = readIfThere(file);
    if (pid !== null && processName(pid) !== program) rmSync(file, { force: true });
  }
}

function processName(pidText) {
  const pid = Number(pidText);
  return pidText !== null && isAlive(pid) ? readIfThere(`/proc/${pid}/comm`)?.trim() : undefined;
}

function logFile() {
  const folder = existsSync("/var/log") ? "/var/log" : join(root, "data");
  mkdirSync(folder, { recursive: true });
  return join(folder, "dockerd.log");
}
