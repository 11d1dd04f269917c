import type { DesiredService, DesiredStack, Generation } from "@/lib/core/desired";
import { fail } from "@/lib/core/errors";
import { generationOf } from "@/lib/core/facts";
import type { Sealing } from "@/lib/core/sealing";
import type { Engine, EngineMirror } from "@/lib/engine/port";
import type { Registry } from "@/lib/registry/types";

interface Hands {
  engine: Engine;
  mirror: EngineMirror;
  registry: Registry;
  sealing: Sealing;
}

const nameOf = (target: string): string => target.slice(target.lastIndexOf("/") + 1);

/** Before a container is made: the texts of its secrets lie where it will look for them. The only place where one is opened. */
export async function placeSecrets({ engine, registry, sealing }: Omit<Hands, "mirror">, stack: DesiredStack, service: DesiredService, generation: Generation) {
  const { secrets = [] } = generation.spec;
  if (secrets.length === 0) return;
  const home = { stackId: stack.id, serviceId: service.id, generation: generation.number };
  const names = secrets.map(({ target }) => nameOf(target));
  if (await engine.secretsPlaced(home, names)) return;
  const texts = await registry.sealedTexts(
    stack.id,
    secrets.map(({ source, version = 1 }) => ({ name: source, version })),
  );
  const files = secrets.map(({ source, target, version = 1, uid, gid, mode }) => {
    const text = texts.find((one) => one.name === source && one.version === version);
    if (!text) throw fail("SECRET_MISSING", { secret: source });
    return { name: nameOf(target), bytes: opened(sealing, text), uid, gid, mode };
  });
  await engine.placeSecrets(home, files);
}

type SealedText = Awaited<ReturnType<Registry["sealedTexts"]>>[number];

function opened(sealing: Sealing, { name, sealed, place }: SealedText): Buffer {
  try {
    return Buffer.from(sealing.open(sealed, place), "base64");
  } catch {
    throw fail("SECRET_SEALED", { secret: name });
  }
}

/** Before a start: they are gone when the machine was restarted meanwhile. */
export async function placeSecretsFor(containerId: string, hands: Hands, stack: DesiredStack): Promise<void> {
  const container = hands.mirror.container(containerId);
  const service = stack.services.find(({ id }) => id === container?.serviceId);
  const generation = container && service && generationOf(service, container);
  if (service && generation) await placeSecrets(hands, stack, service, generation);
}

/** After the last container of a generation went, so do its files. */
export async function forgetSecrets({ engine, mirror }: Pick<Hands, "engine" | "mirror">, stack: DesiredStack): Promise<void> {
  const wanted = stack.services.flatMap(({ id, target, kept }) => [target, kept].flatMap((one) => (one ? [{ serviceId: id, generation: one.number }] : [])));
  await engine.dropOtherSecrets(stack.id, [...wanted, ...mirror.stack(stack.id).containers]);
}
