-- AlterTable
ALTER TABLE "AuditEntry" ADD COLUMN "actorRole" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "sessionId" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "outcome" TEXT NOT NULL DEFAULT 'succeeded';
ALTER TABLE "AuditEntry" ADD COLUMN "answers" INTEGER;
ALTER TABLE "AuditEntry" ADD COLUMN "operationId" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "objectKind" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "objectId" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "stackName" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "projectId" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "projectName" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "environment" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "previousHash" TEXT;
ALTER TABLE "AuditEntry" ADD COLUMN "hash" TEXT;

-- What older rows began has no row that says how it ended.
UPDATE "AuditEntry" SET "outcome" = 'unknown' WHERE "action" LIKE 'stack.%' OR "action" LIKE 'service.%' OR "action" = 'shell.open';
UPDATE "AuditEntry" SET
  "stackName" = (SELECT s."name" FROM "Stack" s WHERE s."id" = "AuditEntry"."stackId"),
  "projectId" = (SELECT s."projectId" FROM "Stack" s WHERE s."id" = "AuditEntry"."stackId"),
  "projectName" = (SELECT p."name" FROM "Stack" s JOIN "Project" p ON p."id" = s."projectId" WHERE s."id" = "AuditEntry"."stackId"),
  "environment" = (SELECT e."name" FROM "Stack" s JOIN "Environment" e ON e."id" = s."environmentId" WHERE s."id" = "AuditEntry"."stackId")
WHERE "stackId" IS NOT NULL;

-- CreateIndex
CREATE INDEX "AuditEntry_actorId_idx" ON "AuditEntry"("actorId");
CREATE INDEX "AuditEntry_answers_idx" ON "AuditEntry"("answers");
CREATE INDEX "AuditEntry_operationId_idx" ON "AuditEntry"("operationId");
CREATE INDEX "AuditEntry_projectId_idx" ON "AuditEntry"("projectId");

-- A row without a hash is older than the chain: the first start puts it in, once.
CREATE TRIGGER "AuditEntry_no_update" BEFORE UPDATE ON "AuditEntry" WHEN OLD."hash" IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER "AuditEntry_no_delete" BEFORE DELETE ON "AuditEntry"
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER "AuditEntry_chained" BEFORE INSERT ON "AuditEntry" WHEN NEW."hash" IS NULL OR NEW."previousHash" IS NULL
BEGIN SELECT RAISE(ABORT, 'an audit row has its place in the chain'); END;
