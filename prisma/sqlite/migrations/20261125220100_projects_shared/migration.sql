-- Teams share projects: who is invited, what owners turned off, which stack is offered to whom, and by which site role something was done.
ALTER TABLE "Project" ADD COLUMN "viewersReadLogs" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "Project" ADD COLUMN "maintainersOpenShell" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "Operation" ADD COLUMN "asRole" TEXT;

CREATE TABLE "Invitation" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "userId" TEXT,
    "tokenHash" TEXT,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL,
    CONSTRAINT "Invitation_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "StackTransfer" (
    "stackId" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "byId" TEXT NOT NULL,
    "byName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    CONSTRAINT "StackTransfer_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "StackTransfer_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "Invitation_tokenHash_key" ON "Invitation"("tokenHash");
CREATE INDEX "Invitation_projectId_idx" ON "Invitation"("projectId");
CREATE INDEX "Invitation_userId_idx" ON "Invitation"("userId");
CREATE INDEX "StackTransfer_projectId_idx" ON "StackTransfer"("projectId");
