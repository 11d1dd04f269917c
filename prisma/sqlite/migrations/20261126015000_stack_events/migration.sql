-- CreateTable
CREATE TABLE "StackEvent" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "stackId" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "lastAt" DATETIME NOT NULL,
    "count" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "service" TEXT,
    "container" TEXT,
    "operationId" TEXT,
    "what" TEXT NOT NULL,
    CONSTRAINT "StackEvent_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "EventMark" (
    "engine" TEXT NOT NULL PRIMARY KEY,
    "watchedUntil" DATETIME NOT NULL,
    "lastEventAt" DATETIME,
    "recent" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "StackEvent_stackId_at_idx" ON "StackEvent"("stackId", "at");

-- CreateIndex
CREATE INDEX "StackEvent_lastAt_idx" ON "StackEvent"("lastAt");
