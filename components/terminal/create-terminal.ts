import type { SearchAddon } from "@xterm/addon-search";
import type { Terminal } from "@xterm/xterm";
import { withStyleNonce } from "@/lib/client/nonce";
import { hasGpu } from "./has-gpu";
import { onLook, terminalLook } from "./look";

export interface Screen {
  terminal: Terminal;
  search: SearchAddon;
  /** Makes the terminal as large as its place. */
  fit(): void;
  dispose(): void;
}

/** Title, icon, working directory, hyperlinks without a visible address, palette changes, clipboard: none of a container's business. */
const IGNORED_OSC = [0, 1, 2, 4, 7, 8, 10, 11, 12, 52, 104, 110, 111, 112, 133, 633, 777, 1337];

/** The tokens of the page, resolved: a canvas does not understand CSS variables. */
function themeOf(element: HTMLElement) {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const background = colour("--color-term-bg");
  const foreground = colour("--color-term-ink");
  const dim = colour("--color-term-dim");
  return {
    background,
    foreground,
    cursor: foreground,
    cursorAccent: background,
    selectionBackground: "#3d4a6b",
    black: colour("--color-term-line"),
    brightBlack: dim,
    red: "#ff8f93",
    brightRed: "#ffb0b3",
    green: colour("--color-term-prompt"),
    brightGreen: "#aee8c8",
    yellow: colour("--color-term-note"),
    brightYellow: "#f5d590",
    blue: "#82b6fb",
    brightBlue: "#a9cdfd",
    magenta: "#ec8fca",
    brightMagenta: "#f5b4dd",
    cyan: "#5cc8d4",
    brightCyan: "#8fdde6",
    white: foreground,
    brightWhite: "#ffffff",
  };
}

/** Also called ahead, when somebody is about to open one. */
export const loadTerminal = () =>
  Promise.all([
    import("@xterm/xterm"),
    import("@xterm/addon-fit"),
    import("@xterm/addon-search"),
    import("@xterm/addon-web-links"),
    import("@xterm/addon-unicode11"),
  ]);

/** Loads the terminal with everything it needs and opens it in `place`. A link that is clicked is given to `onLink`, and opens nothing. */
export async function createTerminal(place: HTMLElement, onLink: (address: string) => void): Promise<Screen> {
  const [{ Terminal }, { FitAddon }, { SearchAddon }, { WebLinksAddon }, { Unicode11Addon }] = await loadTerminal();
  const style = getComputedStyle(place);
  const fontFamily = style.getPropertyValue("font-family") || "monospace";
  const { fontPx, screenReader } = terminalLook();
  // Measured before the font is there, every column would be wrong.
  await document.fonts.load(`${fontPx}px ${fontFamily}`).catch(() => []);

  const terminal = new Terminal({
    allowProposedApi: true,
    // A blinking cursor is an animation without end: the browser then keeps each echo for the next frame, 20 ms more a key.
    cursorBlink: false,
    fontFamily,
    fontSize: fontPx,
    screenReaderMode: screenReader,
    lineHeight: 1.25,
    scrollback: 5_000,
    minimumContrastRatio: 4.5,
    theme: themeOf(place),
    linkHandler: null,
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.loadAddon(new WebLinksAddon((_event, address) => onLink(address)));
  disarm(terminal);
  withStyleNonce(() => terminal.open(place));
  // Hidden, it has no size to be measured by.
  const fitToPlace = () => place.clientHeight > 0 && place.clientWidth > 0 && fit.fit();
  fitToPlace();
  void drawOnGpu(terminal);
  const stop = onLook(() => {
    const next = terminalLook();
    terminal.options.fontSize = next.fontPx;
    terminal.options.screenReaderMode = next.screenReader;
    fitToPlace();
  });
  const dispose = () => {
    stop();
    terminal.dispose();
  };
  return { terminal, search, fit: fitToPlace, dispose };
}

/** Takes from a program in a container what would reach beyond its screen. */
export function disarm(terminal: Terminal): void {
  for (const code of IGNORED_OSC) terminal.parser.registerOscHandler(code, () => true);
  ignoreQuestions(terminal);
}

/** A program may ask what the terminal is (DA) and where the cursor is (DSR); other answers could be made to look like typed commands. */
function ignoreQuestions(terminal: Terminal): void {
  terminal.parser.registerDcsHandler({ intermediates: "$", final: "q" }, () => true);
  terminal.parser.registerDcsHandler({ intermediates: "+", final: "q" }, () => true);
  terminal.parser.registerCsiHandler({ final: "t" }, () => true);
  terminal.parser.registerCsiHandler({ intermediates: "$", final: "p" }, () => true);
  terminal.parser.registerCsiHandler({ prefix: "?", intermediates: "$", final: "p" }, () => true);
  terminal.parser.registerCsiHandler({ prefix: ">", final: "q" }, () => true);
}

async function drawOnGpu(terminal: Terminal): Promise<void> {
  if (!hasGpu()) return;
  try {
    const { WebglAddon } = await import("@xterm/addon-webgl");
    const webgl = new WebglAddon();
    // A lost context leaves the plain renderer, which always works.
    webgl.onContextLoss(() => withStyleNonce(() => webgl.dispose()));
    terminal.loadAddon(webgl);
  } catch {
    // The plain renderer goes on.
  }
}
