-- Services that run on although the file does not have them stand with the revision, so that going back to another file brings its own along.
ALTER TABLE "Revision" ADD COLUMN "outside" TEXT NOT NULL DEFAULT '{}';
