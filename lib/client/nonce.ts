/** The nonce that the content security policy of this page lets styles in by. Browsers show it to scripts as a property only, never to selectors or markup. */
export const pageNonce = (): string => document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";

/**
 * While `work` runs, every style element made with `document.createElement` carries the nonce: for xterm.js, which makes style elements and has no
 * setting for it.
 */
export function withStyleNonce<T>(work: () => T): T {
  const nonce = pageNonce();
  const create = document.createElement;
  document.createElement = function createWithNonce(this: Document, name: string, options?: ElementCreationOptions) {
    const element = create.call(this, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  } as Document["createElement"];
  try {
    return work();
  } finally {
    document.createElement = create;
  }
}
