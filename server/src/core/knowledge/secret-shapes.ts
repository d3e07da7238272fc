/** Secrets that can be told by their shape alone: private keys and tokens of services that mark theirs. Sources: the documentation of each service. */

export interface FoundSecret {
  /** What it is: `private key`, `GitHub token`. */
  readonly kind: string;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ["private key", /-----BEGIN (?:(?:RSA|EC|DSA|OPENSSH|ENCRYPTED|PGP) )?PRIVATE KEY(?: BLOCK)?-----/],
  ["GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/],
  ["GitLab token", /\bgl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[A-Za-z0-9_-]{20,}/],
  ["npm token", /\bnpm_[A-Za-z0-9]{36}\b/],
  ["PyPI token", /\bpypi-AgE[A-Za-z0-9_-]{50,}/],
  ["AWS access key", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["Google API key", /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/],
  ["Slack token", /\bxox[abeoprs]-(?:\d+-)+[A-Za-z0-9-]{10,}/],
  ["Slack webhook", /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/[A-Za-z0-9]{20,}/],
  ["Stripe key", /\b[rs]k_live_[A-Za-z0-9]{24,}\b/],
  ["SendGrid key", /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/],
  ["Docker Hub token", /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,}/],
  ["Hugging Face token", /\bhf_[A-Za-z]{34}\b/],
  ["OpenAI key", /\bsk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{40,}/],
  ["Anthropic key", /\bsk-ant-(?:api|admin)\d\d-[A-Za-z0-9_-]{80,}/],
  ["DigitalOcean token", /\bdo[opr]_v1_[a-f0-9]{64}\b/],
  ["Vault token", /\bhvs\.[A-Za-z0-9_-]{24,}/],
  ["Telegram bot token", /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/],
];

/** What every one of them begins with: a text without any needs no closer look. */
const anyMark =
  /-----BEGIN |gh[pousr]_|github_pat_|gl[a-z]+-|npm_|pypi-|AKIA|ASIA|AIza|xox|hooks\.slack|k_live_|SG\.|dckr_|hf_|sk-|do[opr]_v1_|hvs\.|:AA/;

/** Examples of documentation, and keys made of one letter. */
const example = /EXAMPLE|(.)\1{7,}|1234567890|abcdefgh|x{6,}/i;

/** The secrets in a text, in its order; those of documentation are left out. */
export function secretsIn(text: string): readonly FoundSecret[] {
  if (!anyMark.test(text)) return [];
  const found: FoundSecret[] = [];
  for (const [kind, pattern] of shapes) {
    for (const match of text.matchAll(new RegExp(pattern, "g"))) {
      if (kind !== "private key" && example.test(match[0])) continue;
      found.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
