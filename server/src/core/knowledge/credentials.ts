/** Tells credentials from other settings, by the name of a variable and by its value. */

/** Words of a name: `dbPassword_1` is db, password, 1. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
}

/** Endings that do not change what a name means. */
const tail = /^(?:\d+|base|base64|b64|hex|dev|prod|test|staging|default|plain|raw|value|string|key\d)$/;
/** Words that are a credential wherever they end a name; also glued to another word. */
const secretWord =
  /^(?:password|passwd|passphrase|passwort|pass|pwd|secret|secrets|token|credential|credentials|apikey|authtoken|secretkey|privatekey)$/;
const gluedWord = /(?:password|passwd|passphrase|apikey|secretkey|privatekey)\d*$/;
/** What makes a `key` secret; an access key is a user name, a public key is public. */
const keyKind =
  /^(?:api|secret|private|encryption|encrypt|crypto|signing|sign|signature|master|shared|jwt|app|hmac|cipher|license|licence|account|admin|auth|session|cookie|wallet|root|salt|access)$/;
/** Words that turn the name into that of a setting. */
const settingWord =
  /^(?:allow|enable|enabled|disable|disabled|require|required|use|is|has|no|random|generate|reset|forgot|change|public|min|max|show|hide|validate|check|skip|ignore|empty|rotate|expire|force|update|oauth2?tokenurl)$/;

/** True for names such as `POSTGRES_PASSWORD`, `apiKey` or `JWT_SECRET`; not for `PASSWORD_FILE`, `TOKEN_TTL` or `ACCESS_KEY_ID`. */
export function isCredentialName(name: string): boolean {
  const words = wordsOf(name);
  while (words.length > 1 && tail.test(words.at(-1)!)) words.pop();
  const last = words.at(-1) ?? "";
  const before = words.at(-2) ?? "";
  if (words.slice(0, -1).some((word) => settingWord.test(word))) return false;
  if (last === "pwd") return words.length > 1 && before !== "old";
  // `proxy_pass`, `uwsgi_pass` … of nginx name a server.
  if (last === "pass") return words.length > 1 && !/^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)$/.test(before);
  if (secretWord.test(last) || gluedWord.test(last)) return true;
  if (last !== "key" || !keyKind.test(before)) return false;
  // `AWS_ACCESS_KEY` names who asks; the secret is `AWS_SECRET_ACCESS_KEY`.
  return before !== "access" || words.at(-3) === "secret";
}

const settingValue =
  /^(?:true|false|yes|no|on|off|y|n|none|null|nil|undefined|trust|default|enabled?|disabled?|required|optional|auto|random|generated?|empty|unset|anonymous|file|env|vault|basic|bearer|jwt|md5|scram-sha-256|plaintext|prompt|any|all)$/i;
/** What an author leaves to be filled in: templates and gaps. */
const placeholder = /^<.*>$|^\[.*\]$|^[*x.…_-]+$|\{\{|\}\}|^@\w+@$|^%\w+%$|^__\w+__$|^\(.*\)$/i;

/**
 * True for a value that may be a credential under such a name: literal and not empty, no switch, no path, no address.
 * @param value as the program sees it, without variables
 */
export function isCredentialValue(name: string, value: string): boolean {
  // In a list, quotes behind the `=` belong to the value.
  const text = value.trim().replace(/^(["'])(.*)\1$/, "$2");
  if (text === "" || settingValue.test(text) || placeholder.test(text)) return false;
  if (/^(?:\.{0,2}|~)\/[\w./@-]*$/.test(text) && !/[+=]/.test(text)) return false;
  if (/^[a-z][\w+.-]*:\/\//i.test(text)) return false;
  // Numbers are passwords only under the name of one: `MAX_TOKEN=4096`, `TOKEN=3600` are settings.
  if (/^\d+[smhd]?$/i.test(text)) return /pass|pwd/i.test(name) && text.length > 2;
  // A name in place of a value: `SECRET=my-app/db/password` of a secrets manager, `arn:…`.
  if (/^arn:/i.test(text)) return false;
  return !/\s/.test(text) || !/\b(?:your|the|please|must|should)\b/i.test(text);
}

/** The documented guest account of a broker, and the like: nothing secret. */
const wellKnownPairs = new Set(["guest:guest", "anonymous:anonymous", "user:pass", "username:password", "user:password"]);

export interface UrlPassword {
  readonly user: string;
  readonly password: string;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
}

/** The literal passwords in addresses such as `postgres://user:password@host`. */
export function urlPasswords(text: string): readonly UrlPassword[] {
  const found: UrlPassword[] = [];
  for (const match of text.matchAll(/\b[a-z][\w+.-]*:\/\/([^\s:/@"'`$<>{}]*):([^\s/@"'`$<>{}]+)@(?=[\w[$.-])/gi)) {
    const [all, user, password] = match;
    if (/^\*+$|^x+$/i.test(password!) || wellKnownPairs.has(`${user}:${password}`)) continue;
    const start = match.index + all.length - 1 - password!.length;
    found.push({ user: user!, password: password!, start, end: start + password!.length });
  }
  return found;
}
