-- CreateTable
CREATE TABLE "NoticeTrouble" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "environmentId" TEXT NOT NULL,
    "stackId" TEXT,
    "state" TEXT NOT NULL,
    CONSTRAINT "NoticeTrouble_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NoticeTrouble_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Notice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "environmentId" TEXT,
    "stackId" TEXT,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "services" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "bell" BOOLEAN NOT NULL,
    "readAt" DATETIME,
    CONSTRAINT "Notice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Notice_environmentId_fkey" FOREIGN KEY ("environmentId") REFERENCES "Environment" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "Notice_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "NoticeChoice" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "stackId" TEXT,
    "choice" TEXT NOT NULL,
    CONSTRAINT "NoticeChoice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NoticeChoice_stackId_fkey" FOREIGN KEY ("stackId") REFERENCES "Stack" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "NoticeAddress" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "userId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "shown" TEXT NOT NULL,
    "sealed" TEXT,
    "createdAt" DATETIME NOT NULL,
    "confirmedAt" DATETIME,
    "codeHash" TEXT,
    "codeUntil" DATETIME,
    "codeTries" INTEGER NOT NULL DEFAULT 0,
    "off" BOOLEAN NOT NULL DEFAULT false,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "lastAt" DATETIME,
    "lastProblem" TEXT,
    CONSTRAINT "NoticeAddress_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "NoticeDelivery" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "addressId" TEXT NOT NULL,
    "noticeId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "dueAt" DATETIME NOT NULL,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "endedAt" DATETIME,
    CONSTRAINT "NoticeDelivery_addressId_fkey" FOREIGN KEY ("addressId") REFERENCES "NoticeAddress" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "NoticeDelivery_noticeId_fkey" FOREIGN KEY ("noticeId") REFERENCES "Notice" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "NoticeSettings" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "settings" TEXT NOT NULL,
    "smtpPassword" TEXT
);

-- CreateIndex
CREATE INDEX "NoticeTrouble_stackId_idx" ON "NoticeTrouble"("stackId");

-- CreateIndex
CREATE INDEX "NoticeTrouble_environmentId_idx" ON "NoticeTrouble"("environmentId");

-- CreateIndex
CREATE INDEX "Notice_userId_at_idx" ON "Notice"("userId", "at");

-- CreateIndex
CREATE INDEX "Notice_stackId_idx" ON "Notice"("stackId");

-- CreateIndex
CREATE INDEX "Notice_environmentId_idx" ON "Notice"("environmentId");

-- CreateIndex
CREATE UNIQUE INDEX "Notice_userId_key_key" ON "Notice"("userId", "key");

-- CreateIndex
CREATE INDEX "NoticeChoice_userId_idx" ON "NoticeChoice"("userId");

-- CreateIndex
CREATE INDEX "NoticeChoice_stackId_idx" ON "NoticeChoice"("stackId");

-- CreateIndex
CREATE INDEX "NoticeAddress_userId_idx" ON "NoticeAddress"("userId");

-- CreateIndex
CREATE INDEX "NoticeDelivery_status_dueAt_idx" ON "NoticeDelivery"("status", "dueAt");

-- CreateIndex
CREATE INDEX "NoticeDelivery_noticeId_idx" ON "NoticeDelivery"("noticeId");

-- CreateIndex
CREATE UNIQUE INDEX "NoticeDelivery_addressId_noticeId_key" ON "NoticeDelivery"("addressId", "noticeId");
