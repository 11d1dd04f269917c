import type Docker from "dockerode";
import type { ImageInspectInfo } from "dockerode";
import type { ImageFacts } from "@/lib/core/image-facts";
import { recent } from "@/lib/core/recent";
import { type EngineCall, statusOf } from "./deadline";
import { digestOf } from "./pull";

const LOOK_SECONDS = 3;
const REGISTRY_SECONDS = 8;
/** A tag can be pulled anew at any time; what stands behind an id never changes. */
const NAME_MS = 15_000;
const REGISTRY_MS = 60_000;
const MOST = 500;

export interface ImageRoom {
  image(reference: string): Promise<ImageFacts | null>;
  registryDigest(reference: string): Promise<string | null>;
}

/** What images say of themselves, here and in their registries; asked once and remembered for a while. */
export function imageRoom(docker: Docker, call: EngineCall, now: () => number = Date.now): ImageRoom {
  const local = recent<ImageFacts | null>({ keepMs: NAME_MS, most: MOST, now });
  const byId = new Map<string, ImageFacts>();
  const remote = recent<string | null>({ keepMs: REGISTRY_MS, most: MOST, now });

  const look = (reference: string): Promise<ImageFacts | null> =>
    call({ name: "look at image", seconds: LOOK_SECONDS, image: reference }, async () => {
      try {
        const facts = factsOf(reference, await docker.getImage(reference).inspect());
        byId.set(facts.id, facts);
        for (const oldest of byId.keys()) {
          if (byId.size <= MOST) break;
          byId.delete(oldest);
        }
        return facts;
      } catch (error) {
        if (statusOf(error) === 404) return null;
        throw error;
      }
    });

  return {
    image: (reference) => {
      const known = byId.get(reference);
      return known ? Promise.resolve(known) : local.ask(reference, () => look(reference));
    },
    registryDigest: (reference) =>
      remote.ask(reference, () =>
        call({ name: "ask the registry", seconds: REGISTRY_SECONDS, image: reference }, async (abortSignal) => {
          const { Descriptor } = await docker.getImage(reference).distribution({ abortSignal });
          const digest: unknown = Descriptor.digest;
          return typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : null;
        }),
      ),
  };
}

/** A missing config is an image without any of it. */
export function factsOf(reference: string, { Id, RepoDigests, Config }: Pick<ImageInspectInfo, "Id" | "RepoDigests" | "Config">): ImageFacts {
  const check = Config?.Healthcheck?.Test ?? [];
  const words = (value: string | string[] | null | undefined): string[] => (value ? [value].flat() : []);
  return {
    id: Id,
    digest: digestOf(reference, RepoDigests ?? []),
    volumes: Object.keys(Config?.Volumes ?? {}).sort(),
    exposed: Object.keys(Config?.ExposedPorts ?? {}).sort(),
    user: Config?.User ?? "",
    healthcheck: check.length === 0 || check[0] === "NONE" ? null : check,
    entrypoint: words(Config?.Entrypoint),
    command: words(Config?.Cmd),
  };
}
