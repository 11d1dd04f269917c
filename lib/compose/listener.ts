/** Hears what the readers know while they read: which keys a place has, which words or range a value can be. The guide of the editor is made of it. */
export interface Listener {
  fields(path: string, known: readonly string[], refused: Readonly<Record<string, string>>): void;
  words(path: string, words: readonly string[]): void;
  range(path: string, range: string): void;
}
