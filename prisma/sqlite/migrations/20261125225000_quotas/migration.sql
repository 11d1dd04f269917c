-- AlterTable
ALTER TABLE "PortLease" ADD COLUMN "createdAt" DATETIME;

-- CreateTable
CREATE TABLE "ProjectQuota" (
    "projectId" TEXT NOT NULL,
    "environmentId" TEXT NOT NULL,
    "limits" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "setBy" TEXT NOT NULL,
    "setAt" DATETIME NOT NULL,

    PRIMARY KEY ("projectId", "environmentId"),
    CONSTRAINT "ProjectQuota_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "ProjectQuota_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "ProjectQuota_environmentId_idx" ON "ProjectQuota"("environmentId");
