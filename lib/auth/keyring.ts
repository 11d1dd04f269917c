import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Sealing } from "@/lib/core/sealing";

export interface Key {
  id: string;
  /** 32 bytes. */
  bytes: Buffer;
}

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export const newKey = (): Key => ({ id: randomBytes(4).toString("hex"), bytes: randomBytes(32) });

/** Seals with the first key and opens with any: `v1.<key id>.<nonce, text and tag in base64url>`. Key id and place are authenticated along. */
export function createSealing(keys: readonly Key[]): Sealing {
  const [current] = keys;
  if (!current) throw new Error("a keyring needs a key");
  return {
    seal: (text, place) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current.bytes, nonce).setAAD(bound(current.id, place));
      const sealed = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
      return `v1.${current.id}.${sealed.toString("base64url")}`;
    },
    open: (sealed, place) => {
      const { id, bytes } = partsOf(sealed);
      const key = keys.find((one) => one.id === id);
      if (!key) throw new Error(`the key ${id} that seals ${place} is not on the keyring`);
      const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(id, place)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString("utf8");
    },
    isCurrent: (sealed) => partsOf(sealed).id === current.id,
  };
}

const bound = (keyId: string, place: string): Buffer => Buffer.from(`spindle ${keyId} ${place}`);

function partsOf(sealed: string): { id: string; bytes: Buffer } {
  const [version, id = "", text = ""] = sealed.split(".");
  const bytes = Buffer.from(text, "base64url");
  if (version !== "v1" || id === "" || bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error("this is not a sealed text");
  return { id, bytes };
}
