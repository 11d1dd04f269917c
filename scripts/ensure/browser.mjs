import { canInstall, install, onPath } from "./debian.mjs";
import { StepFailed, step } from "./step.mjs";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Path of a Chromium for the browser tests, installed where that is possible; throws StepFailed otherwise. */
export async function ensureBrowser() {
  const found = process.env.CHROMIUM || onPath(...names);
  if (found) return found;
  if (!canInstall()) throw new StepFailed("The browser tests need Chromium. Install it, or name its path: CHROMIUM=/path/to/chromium npm test");
  await step("Installing Chromium", () => install("chromium"));
  return onPath(...names);
}
