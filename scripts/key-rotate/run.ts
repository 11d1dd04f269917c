import { readEnv } from "@/lib/env";
import { freshLine, rotateKey } from "./main";

const say = (line: string) => console.log(line);

if (process.argv.includes("--print")) say(freshLine());
else {
  const env = readEnv();
  const done = await rotateKey({ dataDir: env.SPINDLE_DATA, text: env.SPINDLE_KEYS, file: env.SPINDLE_KEYS_FILE, say });
  process.exitCode = done ? 0 : 1;
}
