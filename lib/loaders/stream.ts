import "server-only";

/** Texts as a body, one prepared ahead. */
export function streamOf(texts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return bodyOf(texts, (text) => encoder.encode(text), 1);
}

/** The same for bytes, each made when it is taken. */
export const bytesBody = (pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> => bodyOf(pieces, (piece) => piece, 0);

/** Read no faster than it is taken; a reader that leaves ends the source. */
function bodyOf<Piece>(pieces: AsyncIterable<Piece>, bytesOf: (piece: Piece) => Uint8Array, highWaterMark: number): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(bytesOf(next.value));
      },
      cancel: async () => void (await iterator.return?.()),
    },
    { highWaterMark },
  );
}
