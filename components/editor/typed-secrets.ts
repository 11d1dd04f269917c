/** A text of a secret before it is stored: typed, or the bytes of a file. It lives on the page alone, in no storage of the browser. */
export type TypedSecret = { text: string } | { file: string; base64: string };

export type TypedSecrets = Readonly<Record<string, TypedSecret>>;

export const isTyped = (secret: TypedSecret | undefined): boolean => secret !== undefined && ("file" in secret ? secret.base64 !== "" : secret.text !== "");

export const typedNames = (secrets: TypedSecrets): string[] => Object.keys(secrets).filter((name) => isTyped(secrets[name]));

/** As the server takes it: bytes in base64. */
export const contentOf = (secret: TypedSecret): string => ("file" in secret ? secret.base64 : base64Of(new TextEncoder().encode(secret.text)));

/** Only of those that the file declares: another was typed for an earlier text. */
export const contentsOf = (secrets: TypedSecrets, declared: readonly string[]): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).flatMap(([name, secret]) => (isTyped(secret) && declared.includes(name) ? [[name, contentOf(secret)]] : [])));

export async function secretOfFile(file: File): Promise<TypedSecret> {
  return { file: file.name, base64: base64Of(new Uint8Array(await file.arrayBuffer())) };
}

function base64Of(bytes: Uint8Array): string {
  let letters = "";
  // In pieces: the whole as arguments would be more than a call takes.
  for (let at = 0; at < bytes.length; at += 0x8000) letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(letters);
}
