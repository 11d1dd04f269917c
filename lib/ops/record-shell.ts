import type { Recorder } from "@/lib/core/recording";
import type { ShellSession } from "@/lib/engine/port";

/** The same shell, with everything it shows written down on its way: nothing waits for that, and what is typed is not looked at. */
export function recordShell(session: ShellSession, recorder: Recorder): ShellSession {
  return {
    user: session.user,
    exitCode: session.exitCode,
    output: recorded(session.output, recorder),
    write: (data) => session.write(data),
    resize: (cols, rows) => {
      recorder.resize(cols, rows);
      return session.resize(cols, rows);
    },
    close: () => session.close(),
  };
}

async function* recorded(output: AsyncIterable<Buffer>, recorder: Recorder): AsyncGenerator<Buffer> {
  for await (const bytes of output) {
    recorder.output(bytes);
    yield bytes;
  }
}
