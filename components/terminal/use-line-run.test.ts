import { expect, test } from "vitest";
import { type Piece, withPiece } from "./use-line-run";

test("what one stream says is one piece until it is long, and the other's stands between", () => {
  let pieces: readonly Piece[] = [];
  const say = (text: string, stream: Piece["stream"] = "stdout") => {
    pieces = withPiece(pieces, { stream, text });
  };
  say("a");
  say("b");
  say("oh", "stderr");
  say("c".repeat(20_000));
  say("d");
  expect(pieces.map(({ stream, text }) => [stream, text.length])).toEqual([
    ["stdout", 2],
    ["stderr", 2],
    ["stdout", 20_000],
    ["stdout", 1],
  ]);
});
