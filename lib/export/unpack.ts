import { inWords, TarRefusal } from "./tar-refusal";

/** The archive itself, gzip taken off; stops at the limit, for a small file may unpack to more than there is memory. */
export async function unpacked(bytes: Uint8Array, limit: number): Promise<Uint8Array> {
  if (bytes.length > limit) throw new TarRefusal(`The archive is larger than ${inWords(limit)}.`);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const source = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
  const reader = source.getReader();
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      length += next.value.length;
      if (length > limit) throw new TarRefusal(`The archive unpacks to more than ${inWords(limit)}.`);
      pieces.push(next.value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    throw error instanceof TarRefusal ? error : new TarRefusal("The archive is damaged: it cannot be unpacked.");
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
