/** What a program in a container may print to make a terminal do its bidding: 60 of them, with an innocent letter before and after each. */
const ESC = "\x1b";
const ST = `${ESC}\\`;
const BEL = "\x07";

const osc = (body: string): string[] => [`${ESC}]${body}${BEL}`, `${ESC}]${body}${ST}`];

export const HOSTILE_SEQUENCES: readonly string[] = [
  // The clipboard, written and asked for.
  ...osc("52;c;aGVsbG8="),
  ...osc("52;p;aGVsbG8="),
  ...osc("52;c;?"),
  "\x9d52;c;aGVsbG8=\x9c",
  // Title and icon name, set, stacked and asked for.
  ...osc("0;owned"),
  ...osc("1;owned"),
  ...osc("2;owned"),
  `${ESC}[22;0t`,
  `${ESC}[23;0t`,
  `${ESC}[20t`,
  `${ESC}[21t`,
  // Links whose address is not what one sees, and of other kinds.
  `${ESC}]8;;http://evil.example${BEL}click${ESC}]8;;${BEL}`,
  `${ESC}]8;;javascript:alert(1)${BEL}click${ESC}]8;;${BEL}`,
  `${ESC}]8;;file:///etc/passwd${BEL}click${ESC}]8;;${BEL}`,
  // Colours and the folder one is in: answers that would be typed back.
  ...osc("4;1;?"),
  ...osc("10;?"),
  ...osc("11;?"),
  `${ESC}]12;?${BEL}`,
  `${ESC}]104${BEL}`,
  `${ESC}]7;file://evil/x${BEL}`,
  `${ESC}]9;notify me${BEL}`,
  `${ESC}]777;notify;a;b${BEL}`,
  `${ESC}]1337;File=inline=1:AAAA${BEL}`,
  `${ESC}]633;E;rm -rf /${BEL}`,
  `${ESC}]133;C${BEL}`,
  // Device control: settings, keys and names asked for, keys programmed.
  `${ESC}P$q"p${ST}`,
  `${ESC}P$qm${ST}`,
  `${ESC}P+q544e${ST}`,
  `${ESC}P0;1|17/6c73${ST}`,
  `${ESC}P1$r0m${ST}`,
  `\x90$qm\x9c`,
  `${ESC}_application${ST}`,
  `${ESC}^private${ST}`,
  `${ESC}Xstring${ST}`,
  // Modes and the window.
  `${ESC}[?1$p`,
  `${ESC}[4$p`,
  `${ESC}[>q`,
  `${ESC}[=c`,
  `${ESC}[8;400;400t`,
  `${ESC}[3;0;0t`,
  `${ESC}[14t`,
  `${ESC}[18t`,
  `${ESC}[19t`,
  `${ESC}[x`,
  `${ESC}[?996n`,
  `${ESC}[1;1;1;1;1;1*y`,
  // Letters that turn the line around.
  "\u202egnp.exe",
  "\u2066txt.exe\u2069",
  // Never ended, or absurdly long.
  `${ESC}]0;${"x".repeat(100_000)}`,
  `${ESC}P${"x".repeat(100_000)}`,
  `${ESC}[${"1;".repeat(20_000)}m`,
];
