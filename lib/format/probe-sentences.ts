import type { EngineProbe, ProbeFault } from "@/lib/core/environments";
import { type Explanation, say } from "./explanation";

const FAULTS: Record<ProbeFault, Explanation> = {
  "no-answer": say(
    "No answer within 10 seconds",
    "A firewall may drop what is sent, or the host is down.",
    "Check that this server may reach the host and port.",
  ),
  "not-found": say("The host name is not known here", "No resolver answered for it.", "Check how it is written, or use its address."),
  refused: say(
    "Nobody listens there",
    "The host answered that the port or socket is closed.",
    "Check the port, and that the engine was started to listen on it.",
  ),
  "no-socket": say("There is no such socket", "Nothing is at this path on the machine that Spindle runs on.", "Check the path, and that the engine runs."),
  "no-permission": say("Spindle may not use this socket", "Its own user is not let in.", "Put the user of Spindle into the group that owns the socket."),
  "not-an-engine": say("This is not a container engine", "Something answers there, but not as an engine does.", "Check host and port."),
  "expects-tls": say("The engine wants TLS", "It was asked in the clear and refused.", "Choose TLS and give the certificates."),
  "expects-plain": say(
    "The engine does not speak TLS there",
    "What answered was not encrypted.",
    "Let the engine listen with --tlsverify; only choose a line without TLS if you know every machine on the way.",
  ),
  "unknown-authority": say(
    "The engine's certificate is from another authority",
    "It was not signed by the certificate authority given here, so it may be anybody's.",
    "Paste the ca.pem that signed the engine's own certificate.",
  ),
  "wrong-name": say(
    "The engine's certificate is for another name",
    "It does not name this host.",
    "Use the name or address that the certificate was made for, or make a new one.",
  ),
  expired: say("The engine's certificate is not valid now", "It has expired, or begins later.", "Renew it on the engine, and look at both clocks."),
  "client-refused": say(
    "The engine refused Spindle's certificate",
    "It does not trust the authority that signed the client certificate.",
    "Use a client certificate of the authority that the engine was given with --tlscacert.",
  ),
  other: say("The engine could not be reached", "The reason is below, in the driver's words.", "Correct it and test again."),
};

/** What was found, for an administrator. */
export function probeSentence(probe: EngineProbe): Explanation & { well: boolean } {
  if (!probe.ok) return { well: false, ...FAULTS[probe.fault] };
  const kinds = [probe.rootless ? "rootless" : "", probe.swarm ? "part of a swarm" : ""].filter(Boolean);
  return {
    well: true,
    what: `Connected to ${probe.name === "" ? "the engine" : probe.name}`,
    why: `Engine ${probe.version}, API ${probe.apiVersion}${probe.system === "" ? "" : `, ${probe.system}`}${kinds.length > 0 ? `, ${kinds.join(", ")}` : ""}.`,
    next: `It answered in ${probe.took}\u00a0ms.`,
  };
}
