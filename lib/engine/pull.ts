import type { Readable } from "node:stream";
import type Docker from "dockerode";
import { SpindleError } from "@/lib/core/errors";
import type { PullProgress } from "@/lib/core/views";
import { type EngineCall, READ_SECONDS, statusOf } from "./deadline";
import { classifyEngineError } from "./docker-errors";
import { jsonLines } from "./events";
import type { Engine, PulledImage } from "./port";

const PROGRESS_EVERY_MS = 100;

interface PullLine {
  id?: string;
  status?: string;
  progressDetail?: { current?: number; total?: number };
  error?: string;
  errorDetail?: { message?: string };
}
type Layer = PullProgress["layers"][number];

/** What a pull's lines say about each layer, in the order the layers were first named. */
export class PullLayers {
  readonly #layers = new Map<string, Layer>();

  /** True when the line said something new about a layer. */
  take(line: PullLine): boolean {
    const status = line.id === undefined ? null : layerStatus(line.status ?? "");
    if (line.id === undefined || status === null) return false;
    const before = this.#layers.get(line.id) ?? { id: line.id, status: "waiting", current: 0, total: 0 };
    const total = line.progressDetail?.total ?? before.total;
    const current = status === "done" ? total : (line.progressDetail?.current ?? before.current);
    this.#layers.set(line.id, { id: line.id, status, current, total });
    return true;
  }

  progress(): PullProgress {
    return { layers: [...this.#layers.values()] };
  }
}

function layerStatus(status: string): Layer["status"] | null {
  if (status === "Pulling fs layer" || status === "Waiting") return "waiting";
  if (status === "Downloading" || status === "Verifying Checksum" || status === "Download complete") return "downloading";
  if (status === "Extracting") return "extracting";
  if (status === "Pull complete" || status === "Already exists") return "done";
  return null;
}

/** The image as it is here; null when it is not. */
async function localImage(docker: Docker, call: EngineCall, image: string): Promise<(PulledImage & { taggedAt: number }) | null> {
  return call({ name: "look at image", seconds: READ_SECONDS, image }, async () => {
    try {
      const info = await docker.getImage(image).inspect();
      return { imageId: info.Id, digest: digestOf(image, info.RepoDigests ?? []), taggedAt: taggedAt(info) };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw error;
    }
  });
}

/** When the name was last given to the image here, by a pull or otherwise; 0 where the engine does not know. */
function taggedAt(info: object): number {
  const at = Date.parse((info as { Metadata?: { LastTagTime?: string } }).Metadata?.LastTagTime ?? "");
  return Number.isNaN(at) ? 0 : Math.max(0, at);
}

const plainRepository = (reference: string): string =>
  reference
    .replace(/@.*$/, "")
    .replace(/:[^/:]*$/, "")
    .replace(/^(?:docker\.io\/)?(?:library\/)?/, "");

/** The registry's digest of the repository that `image` names; null for images that never came from one. */
export function digestOf(image: string, repoDigests: string[]): string | null {
  const match = repoDigests.find((entry) => plainRepository(entry) === plainRepository(image));
  return match?.split("@")[1] ?? null;
}

/** Pulls `image` unless it is here already. Errors may come before the stream or inside it. */
export async function pullImage(docker: Docker, call: EngineCall, image: string, options: Parameters<Engine["pull"]>[1]): Promise<PulledImage> {
  const here = options.always ? null : await localImage(docker, call, image);
  const { olderThanMs } = options;
  if (here !== null && (olderThanMs === undefined || Date.now() - here.taggedAt < olderThanMs)) return { imageId: here.imageId, digest: here.digest };
  await call({ name: "pull image", seconds: null, image, signal: options.signal }, async (abortSignal) => {
    abortSignal.throwIfAborted();
    const stream = (await docker.pull(image, { abortSignal, ...(options.platform === undefined ? {} : { platform: options.platform }) })) as Readable;
    stream.on("error", () => undefined);
    await followPull(stream, image, options.onProgress);
  });
  const pulled = await localImage(docker, call, image);
  if (pulled === null) throw new SpindleError({ code: "IMAGE_NOT_FOUND", data: { image } });
  return { imageId: pulled.imageId, digest: pulled.digest };
}

/** Tells progress at most every so often, and always the last of it: a download may pause right after a line. */
async function followPull(stream: Readable, image: string, onProgress: (progress: PullProgress) => void): Promise<void> {
  const layers = new PullLayers();
  let toldAt = 0;
  let soon: NodeJS.Timeout | null = null;
  const tell = () => {
    soon = null;
    toldAt = Date.now();
    onProgress(layers.progress());
  };
  try {
    for await (const raw of jsonLines(stream)) {
      const line = raw as PullLine;
      const error = line.errorDetail?.message ?? line.error;
      if (error !== undefined) throw new SpindleError(classifyEngineError(error, null, { image }));
      if (layers.take(line)) soon ??= setTimeout(tell, Math.max(0, toldAt + PROGRESS_EVERY_MS - Date.now()));
    }
  } finally {
    if (soon !== null) {
      clearTimeout(soon);
      tell();
    }
  }
}
