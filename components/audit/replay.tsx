"use client";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { download } from "@/components/stack/export-menu";
import { Button, IconButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { copyText } from "@/components/ui/copy-button";
import { Select } from "@/components/ui/field";
import { Skeleton } from "@/components/ui/skeleton";
import { recordingPath, recordingQuery } from "@/lib/client/audit";
import type { Cast } from "@/lib/core/recording";
import { clockOf } from "@/lib/format/duration";
import { SPEEDS, usePlayer } from "./use-player";
import "@/components/terminal/terminal.css";

/** The recording of a shell. It is fetched when somebody asks for it, because each look is written down. */
export function Replay({ number }: { number: number }) {
  const [asked, setAsked] = useState(false);
  if (asked) return <Fetched number={number} />;
  return (
    <div className="row">
      <Button icon="play" onClick={() => setAsked(true)}>
        Replay this session
      </Button>
      <Button variant="ghost" icon="download" onClick={() => download(`${recordingPath(number)}?download=1`)}>
        Download .cast
      </Button>
      <span className="meta">Watching it is written down as well.</span>
    </div>
  );
}

function Fetched({ number }: { number: number }) {
  const { data, error } = useQuery(recordingQuery(number));
  if (error)
    return (
      <Callout tone="broken" title="The recording cannot be shown" live>
        It may be gone, or sealed with a key that this server no longer has. Try again, or ask whoever runs Spindle.
      </Callout>
    );
  return data ? <Player cast={data} number={number} /> : <Skeleton width="100%" height="360px" />;
}

function Player({ cast, number }: { cast: Cast; number: number }) {
  const place = useRef<HTMLDivElement>(null);
  const player = usePlayer(cast, place);
  return (
    <section className="term replay" aria-label="Recording">
      <div className="replay-screen mono">
        <div ref={place} />
      </div>
      <div className="replay-bar">
        <IconButton label={player.playing ? "Pause" : "Play"} icon={player.playing ? "pause-bars" : "play"} size="sm" onClick={player.toggle} />
        <input
          type="range"
          aria-label="Place in the recording"
          aria-valuetext={`${clockOf(player.time)} of ${clockOf(player.length)}`}
          min={0}
          max={Math.max(0.1, player.length)}
          step={0.1}
          value={player.time}
          onChange={(event) => player.seek(Number(event.target.value))}
        />
        <span className="replay-time">{`${clockOf(player.time)} / ${clockOf(player.length)}`}</span>
        <Select aria-label="Speed" value={player.speed} onChange={(event) => player.setSpeed(Number(event.target.value))}>
          {SPEEDS.map((speed) => (
            <option key={speed} value={speed}>{`${speed}×`}</option>
          ))}
        </Select>
        <IconButton label="Copy text" icon="copy" size="sm" onClick={() => void copyText(player.text())} />
        <IconButton label="Download .cast" icon="download" size="sm" onClick={() => download(`${recordingPath(number)}?download=1`)} />
      </div>
    </section>
  );
}
