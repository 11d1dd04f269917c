/** One test image: which programs it holds and how the engine starts it. */
export interface Recipe {
  tag: string;
  /** `busybox` brings sh, ash and some three hundred small commands. */
  programs: ("demo" | "busybox" | "bash")[];
  mode: string;
  environment?: Record<string, string>;
  /** How often its health is checked; three failures make it unhealthy. */
  checked?: "500ms" | "1s";
  port?: boolean;
  /** Gets an anonymous volume unless something is mounted there. */
  volume?: string;
}

const web: Pick<Recipe, "programs" | "checked" | "port"> = { programs: ["demo", "busybox"], checked: "500ms", port: true };

export const RECIPES: Recipe[] = [
  { tag: "spindle/demo:v1", ...web, mode: "serve", environment: { VERSION: "v1" } },
  { tag: "spindle/demo:v2", ...web, mode: "serve", environment: { VERSION: "v2" } },
  { tag: "spindle/demo:broken", ...web, mode: "broken", environment: { VERSION: "broken" } },
  { tag: "spindle/unhealthy:1", ...web, mode: "unhealthy", environment: { VERSION: "unhealthy" } },
  { tag: "spindle/slow:1", ...web, checked: "1s", mode: "slow", environment: { VERSION: "slow" } },
  { tag: "spindle/demo-logger:1", programs: ["demo", "busybox"], mode: "logger", environment: { RATE: "50", LINES: "0", STDERR_EVERY: "10" } },
  { tag: "spindle/crashloop:1", programs: ["demo", "busybox"], mode: "crash" },
  { tag: "spindle/oom:1", programs: ["demo", "busybox"], mode: "oom" },
  { tag: "spindle/noshell:1", programs: ["demo"], mode: "serve", checked: "500ms", port: true, environment: { VERSION: "noshell" } },
  { tag: "spindle/keeper:1", ...web, mode: "serve", environment: { VERSION: "v1" }, volume: "/data" },
  { tag: "spindle/keeper:2", ...web, mode: "serve", environment: { VERSION: "v2" }, volume: "/data" },
  { tag: "spindle/shell:1", programs: ["busybox", "bash"], mode: "sleep" },
];

/** Dockerfile lines for the import; STOPSIGNAL and the like are not known to it. */
export function importChanges(recipe: Recipe, hash: string): string[] {
  const command = recipe.mode === "sleep" ? ["/bin/sleep", "infinity"] : ["/bin/demo", recipe.mode];
  return [
    `CMD ${JSON.stringify(command)}`,
    "ENV PATH=/bin",
    ...Object.entries(recipe.environment ?? {}).map(([key, value]) => `ENV ${key}=${value}`),
    ...(recipe.port ? ["EXPOSE 8080"] : []),
    ...(recipe.volume ? [`VOLUME ${recipe.volume}`] : []),
    ...(recipe.checked ? [`HEALTHCHECK --interval=${recipe.checked} --timeout=2s --retries=3 CMD ["/bin/demo", "health"]`] : []),
    `LABEL io.spindle.test-image=${hash}`,
  ];
}
