// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that

/** Texts of which so much is wrong that nothing further is read, or that are too long to be written down: the rule, and line and column it is said at. */
export interface BrokenText {
  rule: string;
  about: string;
  text: string;
  line: number;
  column: number;
}

const broken = (rule: string, about: string, text: string, line = 1, column = 1): BrokenText => ({ rule, about, text, line, column });
const web = (lines: string) => `services:\n  web:\n    image: app:1\n${lines}`;
const many = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, index) => line(index)).join("");

export const BROKEN_TEXTS: BrokenText[] = [
  broken("yaml.syntax", "a bracket that is not closed", web("    ports: [80\n"), 5, 1),
  broken("yaml.syntax", "a tab", web("\tports: [80]\n"), 4, 1),
  broken("yaml.syntax", "two colons", web("    command: a: b\n"), 4, 14),
  broken("yaml.syntax", "a quote that is not closed", web('    command: "a\n'), 5, 1),
  broken("yaml.tag", "a tag of one's own", web("    command: !run a\n"), 4, 14),
  broken("yaml.tag", "Compose's tag that takes away", web("    ports: !reset []\n"), 4, 12),
  broken("yaml.character", "a line that ends for some readers only", web("    # note\r    privileged: true\n"), 4, 11),
  broken("yaml.character", "a line that shows another than it says", web("    # \u202eeurt\n"), 4, 7),
  broken("yaml.directive", "a directive", "%YAML 1.1\n---\nservices: {}\n"),
  broken("yaml.documents", "a second document", `${web("")}---\nservices: {}\n`, 4, 1),
  broken("yaml.alias", "an alias of nothing", web("    command: *nobody\n"), 4, 14),
  broken("yaml.cycle", "what contains itself", "x-a: &a\n  b: *a\nservices: {}\n", 2, 6),
  broken("yaml.depth", "what is nested too deeply", `x: ${"[".repeat(60)}${"]".repeat(60)}\n`, 1, 54),
  broken("yaml.aliases", "too many aliases", `x-a: &a [1]\nx-b: [${"*a, ".repeat(201)}*a]\n`, 2, 807),
  broken("yaml.nodes", "too many parts", `services: [${"1, ".repeat(26_000)}1]\n`, 1, 75_007),
  broken("yaml.size", "a file that is too large", `# ${"x".repeat(600_000)}\n`),
  broken("variable.size", "a file that grows too large", web(`    environment:\n${many(42, (index) => `      L${index}: \${BIG}\n`)}`), 46, 12),
  broken("policy.configs.content", "a config that is too large", `${web("    configs: [cf]\n")}configs:\n  cf:\n    content: ${"${BIG}".repeat(6)}\n`, 7, 5),
  broken("compose.services", "a list", "- web\n"),
  broken("compose.services", "an empty file", ""),
  broken("compose.services", "no services at all", "services:\n"),
  broken("document.many-issues", "more issues than anybody reads", web(`    environment:\n${many(210, (index) => `      A-${index}*: x\n`)}`), 215, 1),
];
