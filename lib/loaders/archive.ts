import "server-only";

/** A tar.gz made while it is taken: the next piece is read when the last one is on its way, and never for a reader who left. */
export function tarResponse(name: string, pieces: AsyncIterable<Uint8Array>): Response {
  const iterator = pieces[Symbol.asyncIterator]();
  const tar = new ReadableStream<BufferSource>(
    {
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
      },
      cancel: async () => {
        await iterator.return?.();
      },
    },
    { highWaterMark: 1 },
  );
  return new Response(tar.pipeThrough(new CompressionStream("gzip")), {
    headers: {
      "content-type": "application/gzip",
      "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}.tar.gz"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
