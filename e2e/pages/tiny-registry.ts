import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type Docker from "dockerode";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const NEW_LAYER_BYTES = 4 * 1024 * 1024;

/** A registry on loopback that knows one image, `lab/web:1`: a copy of a local one with a layer that no engine has seen before. */
export interface TinyRegistry {
  /** `127.0.0.1:PORT`. */
  host: string;
  image: string;
  /** Sends the second half of the new layer, which is held back until then. */
  release(): void;
  close(): Promise<void>;
}

interface Blob {
  digest: string;
  bytes: Buffer;
  /** How much is sent before the release. */
  first: number;
}

export async function tinyRegistry(docker: Docker, copyOf: string): Promise<TinyRegistry> {
  const { manifest, blobs } = await imageParts(docker, copyOf);
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const send = async (response: ServerResponse, { bytes, first }: Blob) => {
    response.writeHead(200, { "content-length": bytes.length, "content-type": "application/octet-stream" });
    response.write(bytes.subarray(0, first));
    if (first < bytes.length) await released;
    response.end(bytes.subarray(first));
  };
  const server = createServer((request, response) => {
    const [, name = "", kind = "", reference = ""] = /^\/v2\/(?:(.+)\/(manifests|blobs)\/([^/]+))?$/.exec(request.url ?? "") ?? [];
    const blob = blobs.find(({ digest }) => digest === reference);
    if (kind === "" && request.url === "/v2/") response.end("{}");
    else if (name === "lab/web" && kind === "manifests" && (reference === "1" || reference === manifest.digest)) {
      response.writeHead(200, { "content-type": MANIFEST, "docker-content-digest": manifest.digest, "content-length": manifest.bytes.length });
      response.end(request.method === "HEAD" ? undefined : manifest.bytes);
    } else if (kind === "blobs" && blob) void send(response, blob);
    else {
      const code = kind === "blobs" ? "BLOB_UNKNOWN" : "MANIFEST_UNKNOWN";
      response.writeHead(404, { "content-type": "application/json" }).end(JSON.stringify({ errors: [{ code, message: "manifest unknown" }] }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    image: `${host}/lab/web:1`,
    release,
    close: () =>
      new Promise((closed) => {
        release();
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

const blobOf = (bytes: Buffer, first = bytes.length): Blob => ({ digest: digestOf(bytes), bytes, first });
const digestOf = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

async function imageParts(docker: Docker, copyOf: string): Promise<{ manifest: Blob; blobs: Blob[] }> {
  const folder = mkdtempSync(join(tmpdir(), "spindle-registry-"));
  try {
    const { config, layers } = await savedImage(docker, copyOf, folder);
    writeFileSync(join(folder, "ballast"), randomBytes(NEW_LAYER_BYTES));
    layers.push(execFileSync("tar", ["-C", folder, "-cf", "-", "ballast"], { maxBuffer: 2 * NEW_LAYER_BYTES }));
    const { history: _history, ...rest } = config;
    const configBlob = blobOf(Buffer.from(JSON.stringify({ ...rest, rootfs: { type: "layers", diff_ids: layers.map(digestOf) } })));
    const layerBlobs = layers.map((layer, at) => {
      const packed = gzipSync(layer, { level: 1 });
      return blobOf(packed, at === layers.length - 1 ? packed.length >> 1 : packed.length);
    });
    const described = (blob: Blob, mediaType: string) => ({ mediaType, size: blob.bytes.length, digest: blob.digest });
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: described(configBlob, "application/vnd.docker.container.image.v1+json"),
      layers: layerBlobs.map((blob) => described(blob, "application/vnd.docker.image.rootfs.diff.tar.gzip")),
    };
    return { manifest: blobOf(Buffer.from(JSON.stringify(manifest))), blobs: [configBlob, ...layerBlobs] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `docker save` gives, taken apart. */
async function savedImage(docker: Docker, name: string, folder: string): Promise<{ config: Record<string, unknown>; layers: Buffer[] }> {
  const parts: Buffer[] = [];
  for await (const part of await docker.getImage(name).get()) parts.push(Buffer.from(part));
  execFileSync("tar", ["-C", folder, "-xf", "-"], { input: Buffer.concat(parts) });
  const [saved] = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as { Config: string; Layers: string[] }[];
  if (!saved) throw new Error(`the engine saved nothing of ${name}`);
  return { config: JSON.parse(readFileSync(join(folder, saved.Config), "utf8")), layers: saved.Layers.map((layer) => readFileSync(join(folder, layer))) };
}
