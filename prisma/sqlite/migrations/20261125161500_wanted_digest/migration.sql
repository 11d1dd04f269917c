-- AlterTable
ALTER TABLE "Generation" ADD COLUMN "wantedDigest" TEXT;
