import type { ContainerHealth, ContainerState } from "@/lib/core/observed";
import type { Health as HealthValue, LifecycleState } from "@/lib/core/views";
import { containerHealthLook, containerLook, healthLook, type Look, stateLook } from "@/lib/format/state";
import { Icon } from "./icon";

const LookInside = ({ look }: { look: Look }) => (
  <>
    <Icon name={look.icon} spin={look.spins} />
    <span>{look.word}</span>
  </>
);

const Chip = ({ look, label }: { look: Look; label: string }) => (
  <span role="status" aria-label={label} className={`chip chip-${look.tone}`}>
    <LookInside look={look} />
  </span>
);

/** How something went, as icon and word, no box. */
export const LookWords = ({ look }: { look: Look }) => (
  <span className={`health health-${look.tone}`}>
    <LookInside look={look} />
  </span>
);

/** The same of what changes while one looks at it. */
const Words = ({ look, label }: { look: Look; label: string }) => (
  <span role="status" aria-label={label} className={`health health-${look.tone}`}>
    <LookInside look={look} />
  </span>
);

/** The lifecycle of a stack or service; role status, named "State". */
export const StateChip = ({ state }: { state: LifecycleState }) => <Chip look={stateLook(state)} label="State" />;

/** Health as icon and word, no box; role status, named "Health". */
export const Health = ({ health }: { health: HealthValue }) => <Words look={healthLook(health)} label="Health" />;

export const ContainerStateWords = ({ state }: { state: ContainerState | "missing" }) => <Words look={containerLook(state)} label="State" />;
export const ContainerHealthWords = ({ health }: { health: ContainerHealth }) => <Words look={containerHealthLook(health)} label="Health" />;
