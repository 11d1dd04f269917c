import { queryOptions } from "@tanstack/react-query";
import { SpindleError } from "@/lib/core/errors";
import { pathInAddress } from "@/lib/core/file-path";
import { type FileReport, type FilesView, MOST_FILE_BYTES, REPORT_LENGTH_BYTES } from "@/lib/core/files";
import { getJson, refusalIn, stackPath } from "./queries";

export interface ContainerPlace {
  environment: string;
  stack: string;
  container: string;
  /** Said already, by whoever comes by a site role. */
  reason?: string;
}

const containerPath = ({ environment, stack, container }: ContainerPlace): string =>
  `${stackPath(environment, stack)}/containers/${encodeURIComponent(container)}`;

const filesPath = (place: ContainerPlace, below: string, query: Record<string, string | null>): string =>
  `${containerPath(place)}/files${below}?${Object.entries(query)
    .filter((pair): pair is [string, string] => pair[1] !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&")}`;

/** Outside the stack's branch: no change of the stack has folders listed again. */
export const filesQuery = (place: ContainerPlace, path: string, reason: string | null) =>
  queryOptions({
    queryKey: ["files", place.environment, place.stack, place.container, path, reason] as const,
    queryFn: ({ signal }) => getJson<FilesView>(filesPath(place, "", { at: pathInAddress(path), reason }), signal),
    staleTime: 0,
    retry: false,
  });

export const debugImagesQuery = (place: ContainerPlace) =>
  queryOptions({
    queryKey: ["debug-images", place.environment, place.stack, place.container] as const,
    queryFn: ({ signal }) => getJson<{ images: string[] }>(`${containerPath(place)}/debug`, signal),
    retry: false,
  });

export interface Progress {
  done: number;
  /** Null where it is not known beforehand. */
  total: number | null;
}

/** Fetches a file, or a folder as a tar. Throws the refusal as a SpindleError. */
export async function downloadFile(
  place: ContainerPlace,
  { path, kind, reason }: { path: string; kind: "file" | "folder"; reason: string | null },
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<{ bytes: Blob; report: FileReport }> {
  const answer = await fetch(filesPath(place, "/content", { at: pathInAddress(path), kind, reason, report: "1" }), { signal, cache: "no-store" });
  if (!answer.ok || answer.body === null) throw refusalIn(await answer.json().catch(() => null));
  const size = Number(answer.headers.get("x-file-size") ?? 0) || null;
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  const reader = answer.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value);
    done += next.value.length;
    onProgress({ done: size === null ? done : Math.min(done, size), total: size });
  }
  return withoutFoot(new Blob(chunks, { type: "application/octet-stream" }));
}

/** What stands behind the last byte of the file. */
async function withoutFoot(all: Blob): Promise<{ bytes: Blob; report: FileReport }> {
  const length = new DataView(await all.slice(-REPORT_LENGTH_BYTES).arrayBuffer()).getUint32(0);
  const end = all.size - REPORT_LENGTH_BYTES - length;
  const report = JSON.parse(await all.slice(end, all.size - REPORT_LENGTH_BYTES).text()) as FileReport;
  return { bytes: all.slice(0, end, all.type), report };
}

export interface UploadWish {
  /** What it is to be called, as a whole path. */
  path: string;
  kind: "file" | "folder";
  /** A file as it is, or what is in a folder as a tar without its end. */
  content: Blob;
  /** ms. */
  modifiedAt: number | null;
  replace: boolean;
  reason: string | null;
}

/** Puts a file or a folder there. Its bytes go out as they are read; `fetch` cannot say how far it is, so this is the older way. */
export function uploadFile(
  place: ContainerPlace,
  { path, kind, content, modifiedAt, replace, reason }: UploadWish,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<void> {
  const refused = (reason: "too-large" | "interrupted") =>
    new SpindleError({ code: "FILE_REFUSED", data: { path, reason, detail: null, limitBytes: MOST_FILE_BYTES } });
  if (content.size > MOST_FILE_BYTES) return Promise.reject(refused("too-large"));
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const about = { kind, replace: replace ? "1" : null, modified: modifiedAt === null ? null : String(modifiedAt), reason };
    request.open("PUT", filesPath(place, "/content", { at: pathInAddress(path), ...about }));
    request.responseType = "json";
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => onProgress({ done: loaded, total: content.size });
    request.onload = () => {
      if (request.status === 200) return resolve();
      reject(refusalIn(request.response));
    };
    request.onerror = () => reject(refused("interrupted"));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(content);
  });
}
