import { askEngine } from "./engine-api.mjs";
import { run, StepFailed, step } from "./step.mjs";

const SAMPLES = ["spindle/demo:v1", "spindle/demo-logger:1"];

/** Makes the images that "Try a sample stack" runs, once for an engine. They are a convenience: Spindle starts without them, and says what is missing. */
export async function ensureDemoImages(engine) {
  try {
    const answers = await Promise.all(SAMPLES.map((image) => askEngine(engine, "GET", `/images/${image}/json`)));
    if (answers.every(({ status }) => status === 200)) return;
    await step("Making the sample images", () => run(process.execPath, ["--import", "tsx", "scripts/images/make.ts"]));
  } catch (error) {
    const why = error instanceof StepFailed ? error.message.split("\n").at(-1) : error.message;
    console.warn(`The sample stack's images could not be made: ${why}\nEverything else works; \`npm run images\` tries again.`);
  }
}
