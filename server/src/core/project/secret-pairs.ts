/** Which variables of ENV and ARG hold a secret, and which are only named like one. */
import { isCredentialName, isCredentialValue, type UrlPassword, urlPasswords } from "../knowledge/credentials.js";
import type { Pair } from "../syntax/dockerfile/model.js";
import { expand } from "../syntax/dockerfile/variables.js";
import { hasPlaceholder } from "../syntax/placeholders.js";

/** The whole value, or a password inside an address; undefined where the pair holds no literal secret. */
export function literalSecret(
  { name, value }: Pair,
  escape: string,
): { readonly text: string; readonly isWhole: boolean; readonly password: UrlPassword | undefined } | undefined {
  if (!value || hasPlaceholder(value.text)) return undefined;
  const text = expand(value.text, escape, () => undefined);
  const password = value.span.end - value.span.start === value.text.length ? urlPasswords(value.text)[0] : undefined;
  if (text !== undefined && isCredentialName(name.text) && isCredentialValue(name.text, text))
    return { text, isWhole: true, password };
  return password && { text: password.password, isWhole: false, password };
}

const buildkitPart = /(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i;
const buildkitAllowed = /(?:^|_)(?:public|file|version)(?:_|$)/i;

/** The checks of other tools that go by the name alone. */
export function secretNameAliases(name: string): string[] {
  const aliases: string[] = [];
  if (/api_key|client_key|password|private|secret|token|username/i.test(name)) aliases.push("hadolint:DL3064");
  if (buildkitPart.test(name) && !buildkitAllowed.test(name))
    aliases.push("buildkit:SecretsUsedInArgOrEnv", "tally:buildkit/SecretsUsedInArgOrEnv");
  return aliases;
}
