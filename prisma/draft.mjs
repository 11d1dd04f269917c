// Prints the SQL that leads from an older models.prisma (or from nothing) to today's:
//   git show HEAD:prisma/models.prisma > /tmp/old.prisma && node prisma/draft.mjs /tmp/old.prisma
// Put the answer, read and corrected by hand, into prisma/sqlite/migrations/<yyyymmddhhmmss>_<name>/migration.sql.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory, mockMigrationAwareAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFile(path, "utf8");

async function engine() {
  const bytes = await readFile(fileURLToPath(import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg")).replace(/\.js$/, ".wasm"));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine.new({ datamodels: undefined }, () => {}, bindMigrationAwareSqlAdapterFactory(mockMigrationAwareAdapterFactory("sqlite")));
}

const datasource = await read(here("sqlite/datasource.prisma"));
const target = (models) => ({ tag: "schemaDatamodel", files: [{ path: "schema.prisma", content: `${datasource}\n${models}` }] });

const [older] = process.argv.slice(2);
const result = await (await engine()).diff({
  from: older ? target(await read(older)) : { tag: "empty" },
  to: target(await read(here("models.prisma"))),
  script: true,
  exitCode: null,
  shadowDatabaseUrl: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(result.stdout ?? "");
