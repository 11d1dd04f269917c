/**
 * Keeps what must not be read in the database: passwords of registries, texts of secrets, keys of engines. The cipher itself lives in lib/auth.
 * `place` names the one row and column a sealed text belongs to, such as `secret/k3x9/text`: moved to another row it does not open.
 */
export interface Sealing {
  seal(text: string, place: string): string;
  /** Throws when the text was changed, moved, or sealed with a key that is gone. */
  open(sealed: string, place: string): string;
  /** Whether it was sealed with the key in use now. */
  isCurrent(sealed: string): boolean;
}
