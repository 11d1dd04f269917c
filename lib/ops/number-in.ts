/** The number of a revision in an address. Null when none is named; a text that is no number names nothing that exists. */
export const numberIn = (text: string | null): number | null => (text === null ? null : /^\d{1,9}$/.test(text) ? Number(text) : 0);
