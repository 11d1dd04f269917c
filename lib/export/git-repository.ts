import { createHash } from "node:crypto";
import { deflateSync } from "node:zlib";

/** One revision as git keeps it. */
export interface GitCommit {
  author: string;
  message: string;
  /** Ms since the epoch. */
  at: number;
  /** For `refs/tags`. */
  tag: string;
  /** By name; all in one folder. */
  files: Record<string, string>;
}

export interface GitFile {
  path: string;
  bytes: Uint8Array;
}

const HEADS = "refs/heads/main";
const CONFIG = "[core]\n\trepositoryformatversion = 0\n\tfilemode = false\n\tbare = true\n";

/** Writes a history as a bare repository, commit by commit: loose objects, one branch and a tag for each revision. */
export class GitRepository {
  readonly #known = new Set<string>();
  #head: string | null = null;

  /** The files that this commit adds to the repository. */
  commit({ author, message, at, tag, files }: GitCommit): GitFile[] {
    const added: GitFile[] = [];
    const entries = Object.entries(files).sort(([a], [b]) => (Buffer.from(a) < Buffer.from(b) ? -1 : 1));
    const rows = entries.map(([name, text]) => {
      const id = this.#object("blob", Buffer.from(text), added);
      return Buffer.concat([Buffer.from(`100644 ${name}\0`), Buffer.from(id, "hex")]);
    });
    const tree = this.#object("tree", Buffer.concat(rows), added);
    const who = `${author.replace(/[<>\n\0]/g, "")} <${author.replace(/[^\w.-]/g, "")}@spindle> ${Math.floor(at / 1000)} +0000`;
    const parent = this.#head === null ? "" : `parent ${this.#head}\n`;
    this.#head = this.#object("commit", Buffer.from(`tree ${tree}\n${parent}author ${who}\ncommitter ${who}\n\n${message.replaceAll("\0", "")}\n`), added);
    added.push({ path: `refs/tags/${tag}`, bytes: Buffer.from(`${this.#head}\n`) });
    return added;
  }

  /** What makes the objects a repository; comes last. */
  end(): GitFile[] {
    const head = this.#head === null ? [] : [{ path: HEADS, bytes: Buffer.from(`${this.#head}\n`) }];
    return [...head, { path: "HEAD", bytes: Buffer.from(`ref: ${HEADS}\n`) }, { path: "config", bytes: Buffer.from(CONFIG) }];
  }

  #object(kind: "blob" | "tree" | "commit", content: Buffer, added: GitFile[]): string {
    const bytes = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
    const id = createHash("sha1").update(bytes).digest("hex");
    if (!this.#known.has(id)) {
      this.#known.add(id);
      added.push({ path: `objects/${id.slice(0, 2)}/${id.slice(2)}`, bytes: deflateSync(bytes) });
    }
    return id;
  }
}
