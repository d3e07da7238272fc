/** Variables and commands that switch the check of certificates off. */

/** What a variable has to hold to switch it off, by its name in upper case. */
const variables: Readonly<Record<string, RegExp>> = {
  PYTHONHTTPSVERIFY: /^0$/,
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  NPM_CONFIG_STRICT_SSL: /^(?:false|0)$/i,
  YARN_STRICT_SSL: /^(?:false|0)$/i,
  YARN_ENABLE_STRICT_SSL: /^(?:false|0)$/i,
  // git asks only whether it is set.
  GIT_SSL_NO_VERIFY: /./,
  PIP_TRUSTED_HOST: /./,
  UV_INSECURE_HOST: /./,
  CONDA_SSL_VERIFY: /^(?:false|0)$/i,
};

export function switchesTlsOff(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  return Object.hasOwn(variables, upper) && variables[upper]!.test(value);
}

/** Settings that commands like `npm config set` write. */
export const tlsSettings: readonly { readonly programs: RegExp; readonly setting: RegExp }[] = [
  { programs: /^(?:npm|yarn|pnpm)$/, setting: /^(?:(?:c|config) )?set (?:-\S+ )*strict-ssl[ =](?:false|0)\b/ },
  { programs: /^git$/, setting: /^config (?:-\S+ )*http\.(?:\S+\.)?sslverify (?:false|0)\b/i },
  { programs: /^pip[\d.]*$/, setting: /^config (?:-\S+ )*set \S*trusted-host / },
  { programs: /^(?:conda|mamba|micromamba)$/, setting: /^config --(?:system --)?set ssl_verify (?:false|no|0)\b/i },
  { programs: /^(?:yum|dnf)-config-manager$/, setting: /sslverify=(?:0|false)/i },
];
