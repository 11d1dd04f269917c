"use client";
import { useQuery } from "@tanstack/react-query";
import { Checkbox } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { registryQuery } from "@/lib/client/queries";
import type { RegistryDigest, ReviewImage } from "@/lib/core/views";
import { nameList, plain, shortImage } from "@/lib/format/names";
import { digestSide, followsName, type ImageWords, imageWords, type Newest, newerImages } from "./image-words";

export interface ImagesPanelProps {
  images: readonly ReviewImage[];
  /** A person has pressed Review: only then are registries asked. */
  reviewed: boolean;
  registry: RegistryAnswers;
  newest: Newest;
  onNewest: (newest: Newest) => void;
}

export interface RegistryAnswers {
  data: Record<string, RegistryDigest> | undefined;
  isFetching: boolean;
}

/** What the registries have now, once somebody has pressed Review. */
export function useRegistry(environment: string, images: readonly ReviewImage[], reviewed: boolean): RegistryAnswers {
  const names = [...new Set(images.filter(followsName).map(({ image }) => image))].sort();
  const { data, isFetching } = useQuery({ ...registryQuery(environment, names), enabled: reviewed && names.length > 0 });
  return { data, isFetching };
}

/** The image of each service before and after, and whether its registry has a newer one of the same name. Off unless chosen: what was reviewed is what runs. */
export function ImagesPanel({ images, reviewed, registry: { data, isFetching }, newest, onNewest }: ImagesPanelProps) {
  if (images.length === 0) return null;
  const newer = newerImages(images, data);
  const chosen = images.filter(({ image }) => Object.hasOwn(newest, image));
  const offered = newer.length > 0 ? newer : chosen;
  // Restoring a revision may choose what an image was then.
  const isOlder = chosen.some(({ image }) => data !== undefined && newest[image] !== data[image]?.digest);
  const unknown = images.every(({ here }) => here === "unknown");
  return (
    <section className="side-sec" aria-label="Images">
      <div className="side-head">
        <h2>Images</h2>
        <span className="meta">{isFetching ? "asking the registry" : data ? "compared with the registry" : reviewed ? "" : "compared at Review"}</span>
      </div>
      <ul className="plan">
        {images.map((image) => {
          const words = imageWords(image, data?.[image.image], isFetching);
          return (
            <li key={image.service}>
              <Icon name={words.failing ? "cross" : words.newer ? "up-circle" : "box"} className={toneOf(words)} />
              <span className="min-w-0 break-words">
                <span className="mono strong">{image.service}</span> <span className="mono">{shortImage(image.image)}</span>
                <span className="mono ink-3 block text-xs">{digestSide(image, data?.[image.image], newest[image.image])}</span>
                <span className="block text-xs text-ink-2">{words.text}</span>
              </span>
            </li>
          );
        })}
      </ul>
      {unknown && <p className="mt-2 text-xs text-ink-3">What these images say of themselves is not known now, so it was not checked.</p>}
      {offered.length > 0 && (
        <Checkbox
          className="mt-3"
          checked={chosen.length > 0}
          onChange={({ target }) => onNewest(target.checked ? Object.fromEntries(newer.map(({ image, digest }) => [image, digest])) : {})}
        >
          {plain(
            isOlder
              ? `Run ${nameList(chosen.map(({ service }) => service))} with the image of the restored revision`
              : `Redeploy ${nameList(offered.map(({ service }) => service))} with the newest image`,
          )}
        </Checkbox>
      )}
    </section>
  );
}

const toneOf = ({ failing, newer }: Pick<ImageWords, "failing" | "newer">) => (failing ? "!text-broken-solid" : newer ? "!text-person-solid" : undefined);
