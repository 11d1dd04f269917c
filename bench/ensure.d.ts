// The parts of scripts/ that the benches use; those scripts are plain JavaScript because they run before any package is there.
declare module "*/ensure/debian.mjs" {
  export function onPath(...names: string[]): string | null;
}
declare module "*/ensure/browser.mjs" {
  export function ensureBrowser(): Promise<string>;
}
declare module "*/ensure/build.mjs" {
  export function ensureBuild(): Promise<void>;
}
declare module "*/ensure/database-client.mjs" {
  export function ensureDatabaseClient(): Promise<void>;
}
declare module "*/ensure/engine.mjs" {
  export function ensureEngine(): Promise<string>;
}
declare module "*/ensure/step.mjs" {
  export const root: string;
  export function run(command: string, args: string[], options?: { env?: Record<string, string> }): Promise<unknown>;
}
