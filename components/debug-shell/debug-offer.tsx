"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { type ContainerPlace, debugImagesQuery } from "@/lib/client/files";
import "./debug-shell.css";

/** A way in where the image has no shell: one of another image, beside the container. */
export function DebugOffer({ place, label, onDebug }: { place: ContainerPlace; label: string; onDebug: (image: string) => void }) {
  const { data } = useQuery(debugImagesQuery(place));
  const [chosen, setChosen] = useState<string | null>(null);
  if (data === undefined) return null;
  const [first] = data.images;
  if (first === undefined)
    return (
      <div className="debug-offer">
        <p>A debug shell could look at it from beside, but no image for that is allowed here. An administrator names them in the policy of the environment.</p>
      </div>
    );
  return (
    <section className="debug-offer" aria-label="Debug shell">
      <p>
        <strong>Or look at it from beside.</strong> A debug shell is a small container of another image that shares the processes and the network of{" "}
        <span className="mono">{label}</span>. It runs as the same user with no more rights, mounts nothing, and is removed when the shell ends. Files of{" "}
        <span className="mono">{label}</span> are under <span className="mono">/proc/1/root</span>.
      </p>
      <div className="debug-choice">
        {data.images.length > 1 && (
          <Select aria-label="Debug image" value={chosen ?? first} onChange={(event) => setChosen(event.target.value)}>
            {data.images.map((image) => (
              <option key={image}>{image}</option>
            ))}
          </Select>
        )}
        <Button icon="shell" onClick={() => onDebug(chosen ?? first)}>
          Open a debug shell
        </Button>
        {data.images.length === 1 && (
          <span className="debug-image mono">
            <Icon name="box" size="sm" />
            {first}
          </span>
        )}
      </div>
    </section>
  );
}
