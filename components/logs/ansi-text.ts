import Anser from "anser";
import { TERMINAL_ORDER } from "@/lib/core/log-match";

export interface TextPiece {
  text: string;
  /** Class names and colours that a line asked for; nothing else of it reaches the page. */
  className: string;
  colour: string | null;
  background: string | null;
  hit: boolean;
}

/* biome-ignore-start lint/suspicious/noControlCharactersInRegex: control characters are what this file is about */
/** Cursor movement, erasing, modes: without meaning in a list of lines. */
const MOVES = /\x1b\[[0-?]*[ -/]*[@-ln-~]/g;
const NOT_PLAIN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\r]/;
/** Everything but tab and the escape that begins a colour. */
const CONTROLS = /\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
/* biome-ignore-end lint/suspicious/noControlCharactersInRegex: end */

/** A picture of a control character, so that it is seen and does nothing. */
function picture(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/** Leaves colours and shows every other control character as a picture. Of a line that was written over itself, the last writing. */
export function harmless(text: string): string {
  if (!NOT_PLAIN.test(text)) return text;
  const last = text.slice(text.lastIndexOf("\r") + 1) || text.replaceAll("\r", "");
  return last.replace(TERMINAL_ORDER, "").replace(MOVES, "").replace(CONTROLS, picture);
}

const plain = (text: string): TextPiece => ({ text, className: "", colour: null, background: null, hit: false });

const DECORATIONS = new Set(["bold", "dim", "italic", "underline", "reverse", "strikethrough"]);

/** A colour between the asked one and the page's own ink, so that it can be read on both themes. */
const readable = (rgb: string) => `color-mix(in oklab, rgb(${rgb}) 62%, var(--color-ink))`;
const tinted = (rgb: string) => `color-mix(in oklab, rgb(${rgb}) 28%, transparent)`;

function paletteColour(name: string): string | null {
  const index = Number(/^ansi-palette-(\d+)$/.exec(name)?.[1] ?? Number.NaN);
  if (!(index >= 16 && index <= 255)) return null;
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(", ");
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)].join(", ");
}

function coloured(text: string): TextPiece[] {
  if (!text.includes("\x1b")) return [plain(text)];
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map((entry) => {
    const { fg, bg } = entry as { fg: string | null; bg: string | null };
    const colour = fg === "ansi-truecolor" ? entry.fg_truecolor : paletteColour(fg ?? "");
    const background = bg === "ansi-truecolor" ? entry.bg_truecolor : paletteColour(bg ?? "");
    const names = entry.decorations.filter((name) => DECORATIONS.has(name)).map((name) => `ansi-${name}`);
    if (fg !== null && colour === null) names.push(`${fg}-fg`);
    if (bg !== null && background === null) names.push(`${bg}-bg`);
    return {
      text: entry.content,
      className: names.join(" "),
      colour: colour === null ? null : readable(colour),
      background: background === null ? null : tinted(background),
      hit: false,
    };
  });
}

/** A line as pieces of one look each, with what the filter found marked. */
export function piecesOf(text: string, matcher: RegExp | null): TextPiece[] {
  const pieces = coloured(harmless(text));
  return matcher === null ? pieces : pieces.flatMap((piece) => marked(piece, matcher));
}

function marked(piece: TextPiece, matcher: RegExp): TextPiece[] {
  const everywhere = new RegExp(matcher.source, `${matcher.flags}g`);
  const out: TextPiece[] = [];
  let from = 0;
  for (const found of piece.text.matchAll(everywhere)) {
    if (found[0] === "") continue;
    if (found.index > from) out.push({ ...piece, text: piece.text.slice(from, found.index) });
    out.push({ ...piece, text: found[0], hit: true });
    from = found.index + found[0].length;
  }
  if (from < piece.text.length || out.length === 0) out.push({ ...piece, text: piece.text.slice(from) });
  return out;
}
