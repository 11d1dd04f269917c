import { defineConfig } from "prisma/config";

// Prisma looks for a schema engine binary before every command and would download one. `generate` and `validate` only need
// the file to exist; migrations are drafted by prisma/draft.mjs and applied by lib/registry/migrate.ts.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;
process.env.CHECKPOINT_DISABLE ??= "1";

export default defineConfig({
  schema: "prisma/sqlite",
  migrations: { path: "prisma/sqlite/migrations" },
});
