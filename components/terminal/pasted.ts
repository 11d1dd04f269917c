/** What must not be typed by pasting: an escape in the text could end the brackets that keep a shell from running it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

export const cleanPaste = (text: string): string => text.replace(CONTROL, "");

/** Lines that would run one after the other as they arrive. */
export const pastedLines = (text: string): number => text.replace(/[\r\n]+$/, "").split(/\r\n|\r|\n/).length + (/[\r\n]$/.test(text) ? 1 : 0);

/** The same words in one line, for a command that was broken for reading. */
export const inOneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\\(?:\r\n|\r|\n)\s*/g, " ")
    .replace(/\s*(?:\r\n|\r|\n)\s*/g, " ");
