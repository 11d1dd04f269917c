import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ServiceSpec } from "@/lib/core/spec";
import { makeDesiredStack, makeService, makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";

let live: LiveEngine;
let home: string;
const tags: string[] = [];
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
  home = realpathSync(mkdtempSync(join(tmpdir(), "spindle-hostile-")));
});
afterAll(async () => {
  await live.clean();
  for (const tag of tags)
    await live.outside
      .getImage(tag)
      .remove({ force: true })
      .catch(() => undefined);
  rmSync(home, { recursive: true, force: true });
});

/** An image as anybody can build one. */
async function imageWith(changes: string[], script = "true"): Promise<string> {
  const name = `${live.instanceId.toLowerCase()}-hostile`;
  const container = await live.outside.createContainer({ Image: "spindle/shell:1", Entrypoint: ["sh", "-c"], Cmd: [script] });
  await container.start();
  await container.wait();
  await container.commit({ repo: name, tag: `v${tags.length}`, changes });
  await container.remove({ force: true });
  tags.push(`${name}:v${tags.length}`);
  return tags.at(-1) ?? "";
}

async function create(changes: Partial<ServiceSpec>): Promise<string> {
  const service = makeService(makeSpec({ networks: [], ...changes }));
  const stack = makeDesiredStack([service], { id: `${live.instanceId}-${tags.length}` });
  return (await live.engine.create(stack, service, service.target as NonNullable<typeof service.target>, 1)).id;
}

const made = async () => (await live.outside.listContainers({ all: true, filters: { label: [`io.spindle.instance=${live.instanceId}`] } })).length;

describe("what an image brings is looked at like what a file asks for", () => {
  test.each([
    ["labels of a proxy", "LABEL traefik.enable=true", "labels of the image's"],
    ["a label of Spindle's own", "LABEL io.spindle.debug=x", "labels of the image's"],
    ["a working directory of the kernel", "WORKDIR /proc/self/fd/8", "directory of the kernel"],
    ["an entrypoint of the kernel", 'ENTRYPOINT ["/proc/self/exe"]', "directory of the kernel"],
    ["a health check a hundred times a second", "HEALTHCHECK --interval=10ms CMD true", "more often than twice a second"],
  ])("%s: nothing is started, and nothing is left of the try", async (_what, change, promise) => {
    const image = await imageWith([change]);
    const before = await made();
    await expect(create({ image })).rejects.toMatchObject({ problem: { code: "ENGINE_ERROR", data: { message: expect.stringContaining(promise) } } });
    expect(await made()).toBe(before);
  });

  test("what the file says instead is what counts", async () => {
    const image = await imageWith(["WORKDIR /proc/self/fd/8", "HEALTHCHECK --interval=10ms CMD true", "LABEL com.docker.compose.project=where-it-was-built"]);
    const healthcheck = { test: ["NONE"], intervalMs: 5000, timeoutMs: null, startPeriodMs: null, retries: null };
    const { Config } = await live.outside.getContainer(await create({ image, workingDir: "/srv", healthcheck })).inspect();
    expect([Config.WorkingDir, Config.Labels["io.spindle.instance"]]).toEqual(["/srv", live.instanceId]);
  });
});

describe("a config in an image with a link to a shared directory", () => {
  const sharing = (source: string): Partial<ServiceSpec> => ({
    user: "1000:1000",
    capabilities: ["NET_BIND_SERVICE"],
    mounts: [{ type: "bind", source, root: home, target: "/data", readOnly: false }],
  });
  const config = (target: string) => [{ source: "c", target, content: "as root", uid: 0, gid: 0, mode: 0o777 }];

  test("is not written through it, as root would be, and is written beside it", async () => {
    const source = join(home, "team");
    mkdirSync(source);
    const image = await imageWith([], "ln -s /data /etc/app && mkdir -p /etc/plain");
    await expect(create({ image, ...sharing(source), configs: config("/etc/app/evil") })).rejects.toMatchObject({
      problem: { code: "HOST_DIRECTORY_REFUSED", data: { path: "/etc/app", reason: "config-link" } },
    });
    expect(readdirSync(source)).toEqual([]);
    const id = await create({ image, ...sharing(source), configs: [...config("/etc/plain/c"), ...config("/new/dir/c")] });
    await live.engine.start(id);
    expect(readdirSync(source)).toEqual([]);
  });
});
