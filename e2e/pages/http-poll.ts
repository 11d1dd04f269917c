import type Docker from "dockerode";
import { containersOf } from "../fixtures";

export interface HttpPoll {
  /** Requests so far, those that no container of the service answered, and what the answers said. */
  requests: number;
  failed: number;
  answers: Set<string>;
  stop(): Promise<void>;
}

/**
 * Asks a service for its version, over and over, like a client that knows all its addresses and tries the next one
 * where one does not answer. Only a request that nobody answers has failed.
 */
export function pollHttp(docker: Docker, stack: string, service: string): HttpPoll {
  let going = true;
  const poll: HttpPoll = {
    requests: 0,
    failed: 0,
    answers: new Set(),
    stop: () => {
      going = false;
      return done;
    },
  };
  const done = (async () => {
    while (going) {
      const answer = await firstAnswer(await portsOf(docker, stack, service));
      poll.requests += 1;
      if (answer === null) poll.failed += 1;
      else poll.answers.add(answer);
    }
  })();
  return poll;
}

const portsOf = async (docker: Docker, stack: string, service: string): Promise<number[]> => [
  ...new Set((await containersOf(docker, stack, service)).flatMap(({ Ports }) => Ports.flatMap(({ PublicPort }) => PublicPort ?? []))),
];

async function firstAnswer(ports: number[]): Promise<string | null> {
  for (const port of ports) {
    const answer = await fetch(`http://127.0.0.1:${port}/version`, { headers: { connection: "close" } }).then(
      async (response) => (response.ok ? (await response.text()).trim() : null),
      () => null,
    );
    if (answer !== null) return answer;
  }
  return null;
}
