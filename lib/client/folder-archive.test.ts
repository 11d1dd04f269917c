import { expect, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { MOST_FILE_BYTES } from "@/lib/core/files";
import { archiveOf, chosenFolder, dropped } from "./folder-archive";

const file = (name: string, text = "", path = ""): File =>
  Object.assign(new File([text], name, { lastModified: 1_700_000_000_000 }), { webkitRelativePath: path });

/** What a browser gives of something that was dropped. */
type Tree = { [name: string]: Tree | File };

function entryOf(name: string, tree: Tree | File): FileSystemEntry {
  if (tree instanceof File) return { name, isFile: true, isDirectory: false, file: (done: (file: File) => void) => done(tree) } as unknown as FileSystemEntry;
  const createReader = () => {
    const all = Object.entries(tree).map(([below, each]) => entryOf(below, each));
    // Two at a time, as browsers give a hundred.
    return { readEntries: (done: (some: FileSystemEntry[]) => void) => done(all.splice(0, 2)) };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

const drop = (things: Tree) =>
  dropped(
    Object.entries(things).map(([name, thing]) => ({
      webkitGetAsEntry: () => entryOf(name, thing),
      getAsFile: () => (thing instanceof File ? thing : null),
    })) as unknown as DataTransferItemList,
  );

test("what was dropped is files and folders; a folder is read with all that is in it, empty folders too", async () => {
  const site = { "index.html": file("index.html", "hello"), css: { a: file("a"), b: file("b"), c: { "d.css": file("d.css") } }, empty: {} };
  const { files, folders } = drop({ site, "one.txt": file("one.txt") });
  expect([files.map(({ name }) => name), folders.map(({ name }) => name)]).toEqual([["one.txt"], ["site"]]);
  const parts = (await folders[0]?.read()) ?? [];
  expect(parts.map(({ path }) => path)).toEqual(["index.html", "css", "css/a", "css/b", "css/c", "css/c/d.css", "empty"]);
  const archive = Buffer.from(await archiveOf(parts).arrayBuffer());
  expect([archive.length % 512, archive.toString("latin1", 512, 517)]).toEqual([0, "hello"]);
});

test("a folder with more than may be uploaded is not read to its end", async () => {
  const large = Object.defineProperty(file("large"), "size", { value: MOST_FILE_BYTES });
  const { folders } = drop({ heap: { large, never: file("never") } });
  expect(problemOf(await folders[0]?.read().catch((error: unknown) => error))).toMatchObject({
    code: "FILE_REFUSED",
    data: { path: "heap", reason: "too-large" },
  });
});

test("a chosen folder has the paths below it; choosing none is nothing", async () => {
  const folder = chosenFolder([file("a", "", "site/a"), file("b", "", "site/css/b")]);
  expect([folder?.name, (await folder?.read())?.map(({ path }) => path)]).toEqual(["site", ["a", "css/b"]]);
  expect(chosenFolder([])).toBeNull();
});
