-- What waits for a yes, and who gave it.
ALTER TABLE "Operation" ADD COLUMN "approvedBy" TEXT;
ALTER TABLE "Revision" ADD COLUMN "approvedBy" TEXT;

-- CreateTable
CREATE TABLE "DeployRequest" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "stackId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "askerId" TEXT NOT NULL,
    "askerName" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "baseRevision" INTEGER NOT NULL,
    "message" TEXT,
    "input" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "status" TEXT NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" DATETIME,
    "reason" TEXT,
    "operationId" TEXT,
    CONSTRAINT "DeployRequest_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "DeployRequest_stackId_status_idx" ON "DeployRequest"("stackId", "status");

-- CreateIndex
CREATE INDEX "DeployRequest_environmentId_status_idx" ON "DeployRequest"("environmentId", "status");
