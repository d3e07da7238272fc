/** Ways to spoil a text: cuts, copies, strange units, foreign line ends, depth and length. */

/** A repeatable source of chance. */
export class Chance {
  constructor(private state: number) {}

  /** 0 ≤ x < 1: mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let it = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    it = (it + Math.imul(it ^ (it >>> 7), 61 | it)) ^ it;
    return ((it ^ (it >>> 14)) >>> 0) / 4294967296;
  }

  /** 0 ≤ n < limit. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

const tokens: readonly string[] = [
  ...["\n", "\r\n", "\r", "\t", " ", "  ", "\\\n", "\\\r\n", "`\n", "\\", "\n\n", " \\\n# c\n", "\u2028", "\u00a0", "\v", "\f"],
  ...[
    "'",
    '"',
    "$",
    "${",
    "}",
    "${A:-",
    "$$",
    "$(",
    ")",
    "(",
    "{",
    "[",
    "]",
    "`",
    "|",
    "||",
    "&&",
    ";",
    "&",
    ">",
    "<",
    "#",
    " #",
  ],
  ...[
    "FROM ",
    "RUN ",
    "COPY ",
    "ONBUILD ",
    "ARG ",
    "ENV ",
    "USER ",
    "CMD ",
    "HEALTHCHECK ",
    "FROM scratch AS x\n",
    "# escape=`\n",
  ],
  ...["--", "--from=", "--mount=type=cache,target=", "<<EOF", "<<-'EOF'", "EOF\n", "3<<EOF ", '["', '", "', '"]', " AS "],
  ...["@sha256:", ":latest", "apt-get update && ", "sudo ", "curl x | sh", "cd /x && ", "if true; then ", "fi", "case x in a) "],
  ...[
    "esac",
    "for i in 1; do ",
    "done",
    "f() { ",
    ": ",
    ":",
    "- ",
    "-",
    "? ",
    "&a ",
    "*a",
    "<<: *a\n",
    "!reset ",
    "!override []",
  ],
  ...[
    "|\n",
    ">-\n",
    "|2-\n",
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    ", ",
    "services:\n",
    "  image: ",
    "null",
    "~",
    "yes",
    "0x1F",
    "1e3",
  ],
  ...[
    "80:80",
    "0.0.0.0:5432:5432",
    "env_file: .env\n",
    "build: .\n",
    "extends: {}\n",
    "\0",
    "\ud800",
    "\udc00",
    "😀",
    "\ufeff",
    "é",
  ],
  ...["{{ x }}", "{% if x %}", "<% x %>", "@X@", "\u0007", "# drydock ignore x: y\n", "# hadolint ignore=DL3006\n"],
];

/** Spoils a text once. @param other a text to take pieces from */
export function mutate(text: string, other: string, chance: Chance): string {
  const at = chance.below(text.length + 1);
  const length = Math.floor(chance.next() ** 3 * Math.min(400, text.length - at));
  const before = text.slice(0, at);
  switch (chance.below(13)) {
    case 0:
      return before;
    case 1:
      return before + text.slice(at + Math.max(1, length));
    case 2:
      return before + text.slice(at, at + length).repeat(1 + chance.below(3)) + text.slice(at);
    case 3:
    case 4:
    case 5:
      return before + chance.of(tokens) + text.slice(at);
    case 6:
      return before + chance.of(tokens) + text.slice(at + Math.max(1, length));
    case 7: {
      const from = chance.below(other.length + 1);
      return before + other.slice(from, from + Math.floor(chance.next() ** 2 * 300)) + text.slice(at);
    }
    case 8:
      return swapLines(text, chance);
    case 9:
      return lineEnds(text, chance);
    case 10:
      return reindent(text, chance);
    case 11: {
      const token = chance.of(tokens);
      const times = chance.below(30) === 0 ? Math.floor(20_000 / token.length) : 2 + chance.below(30);
      return before + token.repeat(times) + text.slice(at);
    }
    default:
      return chance.below(4) === 0 ? `\ufeff${text}` : replaceUnit(text, at, chance);
  }
}

function swapLines(text: string, chance: Chance): string {
  const lines = text.split("\n");
  const [a, b] = [chance.below(lines.length), chance.below(lines.length)];
  [lines[a], lines[b]] = [lines[b]!, lines[a]!];
  return lines.join("\n");
}

/** All of them, or some. */
function lineEnds(text: string, chance: Chance): string {
  const all = chance.below(2) === 0;
  const end = chance.of(["\r\n", "\r\n", "\r", "\n\r", " \n", "\\\n"]);
  return text.replace(/\r?\n/g, (it) => (all || chance.below(4) === 0 ? end : it));
}

function reindent(text: string, chance: Chance): string {
  const indent = chance.of(["", " ", "    ", "\t", "\u00a0"]);
  return text.replace(/^[ \t]+/gm, (it) => (chance.below(6) === 0 ? indent : it));
}

function replaceUnit(text: string, at: number, chance: Chance): string {
  const unit = String.fromCharCode(chance.below(3) === 0 ? chance.below(0x10000) : chance.below(128));
  return text.slice(0, at) + unit + text.slice(at + 1);
}
