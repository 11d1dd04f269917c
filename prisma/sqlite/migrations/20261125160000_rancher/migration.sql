-- AlterTable
ALTER TABLE "Revision" ADD COLUMN "rancherText" TEXT;

-- AlterTable
ALTER TABLE "Service" ADD COLUMN "addresses" TEXT;
