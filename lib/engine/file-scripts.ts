import { bytesOfPath } from "@/lib/core/file-path";
import { type FileFault, MOST_LISTED } from "@/lib/core/files";

/** A path as an argument that no shell, engine or JSON text takes for anything else: all but plain letters in octal, undone by `printf %b`. */
export const octal = (path: string): string =>
  [...bytesOfPath(path)]
    .map((byte) => (/[A-Za-z0-9./_-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, "0")}`))
    .join("");

/** Ways to end that a script chooses itself; no program uses these numbers. */
export const FAULT_CODES: Record<number, FileFault> = {
  82: "missing",
  86: "special",
  93: "permission",
  97: "exists",
  100: "not-directory",
  101: "directory",
  107: "too-large",
  109: "no-tar",
  114: "interrupted",
};

/** Any `sh` will do. A newline at the end of a path would be lost in $(), so an x keeps it. */
const HEAD = `
undo() { undone=$(printf '%bx' "$1"); undone=\${undone%x}; }
has() { command -v "$1" >/dev/null 2>&1; }
enter() {
  cd "$1" 2>/dev/null && return
  [ -d "$1" ] && exit 93
  ls -d "$1" >/dev/null || exit 82
  exit 100
}
undo "$1"; path=$undone`;

/**
 * A line \`H\` with what can be done here, \`L\` for links that lead to directories, then a line for each name. No name has a slash, so one ends it.
 * Where \`stat\` does not tell, only the kind is known.
 */
export const LIST = `${HEAD}
enter "$path"
[ -r . ] || exit 93
flags=
[ -w . ] && flags=w
has tar && flags=\${flags}t
printf 'H%s\\n' "$flags"
each() {
  count=0
  for name in .* *; do
    case $name in .|..) continue;; esac
    [ -e "$name" ] || [ -L "$name" ] || continue
    count=$((count + 1))
    [ "$count" -gt ${MOST_LISTED + 1} ] && return
    "$1" "$name"
  done
}
link() { if [ -L "$1" ] && [ -d "$1" ]; then printf 'L ./%s/\\n' "$1"; fi; }
name() { printf './%s\\0' "$1"; }
kind() {
  kind=o
  [ -f "$1" ] && kind=f
  [ -d "$1" ] && kind=d
  [ -L "$1" ] && kind=l
  printf 'K%s ./%s/\\n' "$kind" "$1"
}
each link
if has xargs && stat -c %f . >/dev/null 2>&1; then each name | xargs -0 stat -c '%f %s %Y %u %g %n/' 2>/dev/null; else each kind; fi
exit 0`;

/** $2 is the most that is wanted. First a line with the size, then the bytes. */
export const READ_FILE = `${HEAD}
[ -d "$path" ] && exit 101
[ -e "$path" ] || { ls -d "$path" >/dev/null || exit 82; exit 82; }
[ -f "$path" ] || exit 86
[ -r "$path" ] || exit 93
size=$(stat -Lc %s "$path" 2>/dev/null) || size=$(wc -c < "$path") || exit 93
[ "$size" -gt "$2" ] && exit 107
printf 'S%s\\n' "$((size))"
exec cat "$path"`;

/** $1 is the directory it lies in, $3 its name; a link is followed. First a line, then the archive. */
export const READ_FOLDER = `${HEAD}
undo "$3"; name=$undone
enter "$path"
[ -L "./$name" ] && [ -d "./$name" ] && { enter "./$name"; name=.; }
[ -d "./$name" ] || { ls -d "./$name" >/dev/null || exit 82; exit 100; }
[ -r "./$name" ] || exit 93
has tar || exit 109
printf 'S-1\\n'
exec tar -cf - "./$name"`;

/** With input left unread the engine may hold the line open: it is told, and what still comes is taken. */
const LOST = `lost() { printf 'F\\n'; cat > /dev/null; exit 1; }`;

/**
 * $2 is the name, $3 the one it has until all of it is there, $4 whether one that is there may be replaced, $5 its size. Says `R` and what takes the
 * bytes when they may come. What was there before keeps its permissions, and stays as it was until the last byte.
 */
export const WRITE_FILE = `${HEAD}
undo "$2"; name=$undone; part=$3
enter "$path"
[ -d "./$name" ] && exit 101
if [ "$4" = keep ]; then if [ -e "./$name" ] || [ -L "./$name" ]; then exit 97; fi; fi
trap 'rm -f "./$part"' EXIT
trap 'exit 114' HUP INT TERM
( : > "./$part" ) || exit 1
how=cat; has tar && how=tar
printf 'R%s\\n' "$how"
${LOST}
if [ "$how" = tar ]; then tar -xof - || lost; else cat > "./$part" || lost; fi
[ "$(($(wc -c < "./$part")))" = "$5" ] || exit 114
if [ -f "./$name" ]; then mode=$(stat -Lc %a "./$name" 2>/dev/null) && chmod "$mode" "./$part" 2>/dev/null; fi
mv -f "./$part" "./$name" 2>/dev/null || cat "./$part" > "./$name" || exit 1
exit 0`;

/** The same for a new folder, with $4 the name of the last thing in its archive: without that it is not whole. Nobody but Spindle knows it. */
export const WRITE_FOLDER = `${HEAD}
undo "$2"; name=$undone; part=$3; whole=$4
enter "$path"
free() { if [ -e "./$name" ] || [ -L "./$name" ]; then exit 97; fi; }
free
has tar || exit 109
trap 'rm -rf "./$part"' EXIT
trap 'exit 114' HUP INT TERM
mkdir "./$part" || exit 1
printf 'Rtar\\n'
${LOST}
( cd "./$part" && tar -xof - ) || lost
[ -f "./$part/$whole" ] || exit 114
rm -f "./$part/$whole"
free
mv "./$part" "./$name"`;
