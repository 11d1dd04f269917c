import { afterAll, beforeAll, expect, test } from "vitest";
import { freeSubnets } from "@/lib/core/address-pool";
import type { DesiredStack } from "@/lib/core/desired";
import { engineName } from "@/lib/core/labels";
import { makeDesiredStack, makeGeneration, makeService, makeSpec } from "@/lib/testing/desired";
import { type LiveEngine, liveEngine } from "@/lib/testing/live-engine";
import { makeImages } from "../../scripts/images/make";

let live: LiveEngine;
beforeAll(async () => {
  await makeImages(process.env.DOCKER_HOST || undefined);
  live = liveEngine();
});
afterAll(() => live.clean());

const addressed = (name: string): DesiredStack["networks"][number] => ({ name, internal: false, addressed: true });

test("a container number keeps its address over an upgrade and back, on every network made for it", async () => {
  const networks = ["back", "default"].map((name) => ({ name, aliases: [] }));
  const spec = makeSpec({ image: "spindle/shell:1", networks, retainIp: true, stopGraceSeconds: 0 });
  const [first, second] = [makeGeneration(spec), makeGeneration(spec, { number: 2 })];
  const service = makeService(spec, { addresses: [300, 256], target: second, kept: first, scale: 2 });
  const stack = makeDesiredStack([service], { id: `${live.instanceId}-kept`, networks: [addressed("back"), addressed("default")] });
  // Somebody has the subnet that this stack would take first.
  const [meant = ""] = freeSubnets(`${stack.id}/default`, []);
  const squatter = await live.outside.createNetwork({
    Name: `${stack.id}-squatter`,
    IPAM: { Driver: "default", Config: [{ Subnet: meant.replace("/23", "/24") }] },
  });
  try {
    for (const network of ["back", "default"]) await live.engine.createNetwork(stack, network, false);
    const addresses = async (id: string) => {
      const { Networks } = (await live.outside.getContainer(id).inspect()).NetworkSettings;
      return ["back", "default"].map((name) => Networks[engineName.network(stack.id, name)]?.IPAddress);
    };
    const old = (await live.engine.create(stack, service, first, 1)).id;
    const twin = (await live.engine.create(stack, service, first, 2)).id;
    await live.engine.start(old);
    await live.engine.start(twin);
    const before = await addresses(old);
    expect(before[1]).toMatch(/^10\.231\.\d+\.44$/);
    expect(before[1]?.slice(0, -3)).not.toBe(meant.replace("0/23", "1").slice(0, -1));
    expect((await addresses(twin))[0]).toMatch(/\.0$/);

    const fresh = (await live.engine.create(stack, service, second, 1)).id;
    await expect(live.engine.start(fresh), "two at once cannot have it").rejects.toThrow();
    await live.engine.stop(old, 0);
    await live.engine.start(fresh);
    expect(await addresses(fresh)).toEqual(before);
    await live.engine.stop(fresh, 0);
    await live.engine.start(old);
    expect(await addresses(old)).toEqual(before);
  } finally {
    await squatter.remove();
  }
});

test("a network that is lost is made again with the same subnet", async () => {
  const stack = makeDesiredStack([], { id: `${live.instanceId}-lost`, networks: [addressed("default")] });
  const subnet = async () => {
    await live.engine.createNetwork(stack, "default", false);
    const network = live.outside.getNetwork(engineName.network(stack.id, "default"));
    const { IPAM } = (await network.inspect()) as { IPAM: { Config: { Subnet: string; IPRange: string }[] } };
    await network.remove();
    return IPAM.Config[0];
  };
  const made = await subnet();
  expect(made?.Subnet).toMatch(/^10\.231\.\d+\.0\/23$/);
  expect(made?.IPRange).toBe(made?.Subnet.replace("/23", "/24"));
  expect(await subnet()).toEqual(made);
});
