import "server-only";
import { SAMPLE } from "@/lib/compose/examples";

/** The stack behind "Try a sample stack". */
export const loadSample = () => ({ name: SAMPLE.id, composeText: SAMPLE.compose });
