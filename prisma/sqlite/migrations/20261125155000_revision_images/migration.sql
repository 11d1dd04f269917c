-- What the images of a revision were, kept with it: a service that left the file takes its generations along.
ALTER TABLE "Revision" ADD COLUMN "images" TEXT NOT NULL DEFAULT '{}';
