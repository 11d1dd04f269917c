-- Each environment names its own engine, who may deploy there, and whether that waits for a yes.
ALTER TABLE "Environment" ADD COLUMN "endpoint" TEXT;
ALTER TABLE "Environment" ADD COLUMN "pinned" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsCa" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsCertificate" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsKey" TEXT;
ALTER TABLE "Environment" ADD COLUMN "baseDomain" TEXT;
ALTER TABLE "Environment" ADD COLUMN "openTo" TEXT NOT NULL DEFAULT 'everybody';
ALTER TABLE "Environment" ADD COLUMN "needsApproval" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "EnvironmentProject" (
    "environmentId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,

    PRIMARY KEY ("environmentId", "projectId"),
    CONSTRAINT "EnvironmentProject_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "EnvironmentProject_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "EnvironmentProject_projectId_idx" ON "EnvironmentProject"("projectId");
