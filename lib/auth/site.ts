/** What the address people type decides. Without SPINDLE_URL Spindle answers under whatever name it is opened. */
export interface Site {
  /** `https://spindle.example.org`; null when none is set. */
  origin: string | null;
  /** Cookies only over TLS. */
  secure: boolean;
}

export function siteAt(url: string | undefined): Site {
  const parsed = url === undefined ? null : new URL(url);
  return { origin: parsed?.origin ?? null, secure: parsed?.protocol === "https:" };
}
