import "server-only";
import { bytesOfPath, shownPath } from "@/lib/core/file-path";
import { REPORT_LENGTH_BYTES } from "@/lib/core/files";
import type { Download } from "@/lib/ops/transfer-files";

/** Whatever it is, it is never shown in place: no type of its own, no name that a page could choose, and nothing that it could load. */
const HEADERS = {
  "content-type": "application/octet-stream",
  "cache-control": "private, no-store, no-transform",
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
};

export function downloadAnswer(download: Download, { report, stop }: { report: boolean; stop: AbortController }): Response {
  const { name, size, pieces } = download;
  const length: Record<string, string> = size === null ? {} : report ? { "x-file-size": String(size) } : { "content-length": String(size) };
  return new Response(streamOf(pieces, report, stop), { headers: { ...HEADERS, ...length, "content-disposition": `attachment; ${fileNames(name)}` } });
}

/** RFC 6266: a plain name for old readers, the true one in UTF-8. */
function fileNames(name: string): string {
  const shown = shownPath(name);
  const plain = shown.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const letters = [...bytesOfPath(shown)].map((byte) =>
    /[A-Za-z0-9._-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`,
  );
  return `filename="${plain}"; filename*=UTF-8''${letters.join("")}`;
}

/** Pulls a piece only when the reader asks for it; a reader that leaves ends the program in the container. */
function streamOf(pieces: Download["pieces"], report: boolean, stop: AbortController): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await pieces.next();
        if (!next.done) return controller.enqueue(next.value);
        if (report) controller.enqueue(footOf(next.value));
        // Without a word for it the only way to say that it is not whole is to break off.
        else if (next.value.outcome !== "whole") return controller.error(new Error(`The download is ${next.value.outcome}.`));
        controller.close();
      },
      cancel: async () => {
        stop.abort();
        await pieces.return({ outcome: "cut", bytes: 0, detail: null });
      },
    },
    { highWaterMark: 1 },
  );
}

function footOf(report: object): Uint8Array {
  const words = Buffer.from(JSON.stringify(report));
  const length = Buffer.alloc(REPORT_LENGTH_BYTES);
  length.writeUInt32BE(words.length);
  return Buffer.concat([words, length]);
}
