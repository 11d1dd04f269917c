/** Why a tar was not taken: a sentence for a person. */
export class TarRefusal extends Error {}

export const inWords = (bytes: number): string =>
  bytes % 1024 !== 0 ? `${bytes} bytes` : bytes % (1024 * 1024) === 0 ? `${bytes / 1024 / 1024} MiB` : `${bytes / 1024} KiB`;
