-- AlterTable
ALTER TABLE "Revision" ADD COLUMN "rancherText" TEXT;
