import type { Newest } from "@/components/editor/image-words";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import type { ReviewImage, RevisionView } from "@/lib/core/views";
import { nameList, shortId, shortImage } from "@/lib/format/names";
import { choiceOfThen, type MovedImage, movedImages } from "./images-then";

export interface MovedImagesProps {
  restore: RevisionView;
  images: readonly ReviewImage[];
  newest: Newest;
  onNewest: (newest: Newest) => void;
}

/** A revision has the names of its images, and names move on: says so before something else runs under them. */
export function MovedImages({ restore, images, newest, onNewest }: MovedImagesProps) {
  const moved = movedImages(restore, images, newest);
  if (moved.length === 0) return null;
  const names = [...new Set(moved.map(({ image }) => shortImage(image)))];
  const choice = choiceOfThen(moved);
  const plural = names.length > 1;
  return (
    <Callout
      className="mb-4"
      tone="person"
      icon="history"
      title={<Prose>{`${nameList(names)} ${plural ? "may not be the images they were" : "may not be the image it was"} in revision ${restore.number}`}</Prose>}
      actions={
        choice && <Button onClick={() => onNewest({ ...newest, ...choice })}>{`Run the ${plural ? "images" : "image"} of revision ${restore.number}`}</Button>
      }
    >
      <ul className="mt-0.5 grid gap-0.5">
        {moved.map((one) => (
          <li key={one.service} className="ink-2">
            <Prose>{movedSentence(one)}</Prose>
          </li>
        ))}
        {choice === null && <li className="ink-2">An image of then is known by no registry, so it can be asked for by its name alone.</li>}
      </ul>
    </Callout>
  );
}

/** Ids of the engine on both sides: a digest and an id are never the same. */
function movedSentence({ service, was, now }: MovedImage): string {
  const before = `\`${service}\` ran \`${shortId(was.imageId)}\``;
  return now === null
    ? `${before}; what its name means now is known when it is pulled.`
    : `${before}; under the same name it would run \`${shortId(now)}\` now.`;
}
