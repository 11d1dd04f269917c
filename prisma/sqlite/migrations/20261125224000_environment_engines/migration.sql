-- Each environment names its own engine, who may deploy there, and whether that waits for a yes.
ALTER TABLE "Environment" ADD COLUMN "endpoint" TEXT;
ALTER TABLE "Environment" ADD COLUMN "pinned" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsCa" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsCertificate" TEXT;
ALTER TABLE "Environment" ADD COLUMN "tlsKey" TEXT;
ALTER TABLE "Environment" ADD COLUMN "baseDomain" TEXT;
ALTER TABLE "Environment" ADD COLUMN "openTo" TEXT;
ALTER TABLE "Environment" ADD COLUMN "needsApproval" BOOLEAN NOT NULL DEFAULT false;
