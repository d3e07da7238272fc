/**
 * Linux capabilities by name, and how Docker reads them.
 * Source: capability.h of Linux 6.12, and `NormalizeLegacyCapabilities` of moby (2025-10).
 */

const names: ReadonlySet<string> = new Set(
  `CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN
  NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME
  SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON
  BPF CHECKPOINT_RESTORE`.split(/\s+/),
);

/** Without `CAP_`. */
export const capabilityNames: Iterable<string> = names;

/** The name without `CAP_` in capitals, as the engine reads it in any case; `ALL` stands for every one. */
export function capabilityName(text: string): string {
  return text.toUpperCase().replace(/^CAP_/, "");
}

/** True for what the engine takes in `cap_add` and `cap_drop`. */
export function isCapability(text: string): boolean {
  const name = capabilityName(text);
  return names.has(name) || text.toUpperCase() === "ALL";
}
