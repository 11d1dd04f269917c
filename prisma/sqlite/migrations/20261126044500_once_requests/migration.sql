-- A key may stand for a request for a yes instead of an operation. Keys that are remembered stay so.
CREATE TABLE "new_ApiOnce" (
    "tokenId" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request" TEXT NOT NULL,
    "operationId" TEXT,
    "deployRequestId" TEXT,
    "expiresAt" DATETIME NOT NULL,

    PRIMARY KEY ("tokenId", "key"),
    CONSTRAINT "ApiOnce_tokenId_fkey" FOREIGN KEY ("tokenId") REFERENCES "ApiToken" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
INSERT INTO "new_ApiOnce" ("tokenId", "key", "request", "operationId", "expiresAt") SELECT "tokenId", "key", "request", "operationId", "expiresAt" FROM "ApiOnce";
DROP TABLE "ApiOnce";
ALTER TABLE "new_ApiOnce" RENAME TO "ApiOnce";
CREATE INDEX "ApiOnce_expiresAt_idx" ON "ApiOnce"("expiresAt");
