/** Whether what a container starts gives up root by itself, or cannot do without. */
import { packageInstall, packageName } from "../knowledge/packages.js";
import { commandLines } from "../syntax/shell/query.js";
import type { StageFacts } from "./stage-facts.js";
import type { Startup } from "./startup.js";

const dropTools = /\b(?:gosu|su-exec|setpriv|runuser|chpst|setuidgid|s6-setuidgid|s6-svscan|s6-overlay|fixuid)\b/;
/** `su app -c …`, `sudo -u app …`, and options of servers that switch the user themselves. */
const dropCommands =
  /\bsu\s+(?:-\S+\s+|-\s+)*[\w$"{}-]+\s+-c\b|\bexec\s+su\b|\bsu\s+.*-c\s.*\s\w+$|\bsudo\s+-\S*u\b|\s--(?:uid|user|setuid|chuid)[ =]/m;

/** True where the container starts as root on purpose and its program runs as someone else. */
export function dropsRights({ chain, state }: StageFacts, { scripts }: Startup): boolean {
  if (scripts.some(({ text }) => dropTools.test(text) || dropCommands.test(text))) return true;
  if ([state.entrypoint, state.cmd].some((it) => it && (dropTools.test(it.argumentsText) || dropCommands.test(it.argumentsText))))
    return true;
  if (commandLines(state.entrypoint?.command)[0]?.program === "init") return true;
  // Who installs such a tool uses it, also where its script cannot be read.
  return chain.some(({ instructions }) =>
    instructions.some(
      (it) => (it.keyword === "RUN" || it.keyword === "ADD" || it.keyword === "COPY") && dropTools.test(it.argumentsText),
    ),
  );
}

/** Servers that start as root and switch their workers to another user, or that look after users themselves. */
const startAsRoot: ReadonlySet<string> = new Set(
  (
    "nginx apache2 apache2ctl apachectl apache2-foreground httpd httpd-foreground php-fpm haproxy varnishd " +
    "lighttpd sshd cron crond supervisord systemd runit runsvdir monit init dockerd containerd " +
    "named dnsmasq postfix dovecot exim vsftpd proftpd smbd nmbd rsyslogd openvpn wg-quick iptables tailscaled " +
    "xinetd ntpd chronyd squid keepalived my_init"
  ).split(" "),
);

/** Packages of such servers, where they have other names. */
const packagesOfServers =
  /^(?:dcron|cronie|supervisor|openssh(?:-server)?|varnish|runit|s6|samba|rsyslog|wireguard-tools|dovecot-core)$/;

/**
 * True where the start script cannot be read and either a server that starts as root was installed or a user was made: the script may
 * well start that server, or switch to that user. Unknown is not absent.
 */
export function mayStartAsRoot({ chain }: StageFacts, { complete }: Startup): boolean {
  return (
    !complete &&
    chain.some(({ instructions }) =>
      instructions.some(
        (it) =>
          it.keyword === "RUN" &&
          commandLines(it.command).some(
            (line) =>
              line.program === "useradd" ||
              line.program === "adduser" ||
              packageInstall(line)?.packages.some((word) => {
                const name = packageName(word);
                return startAsRoot.has(name) || packagesOfServers.test(name);
              }),
          ),
      ),
    )
  );
}

/** The program that needs root to start, as far as it is one that is known to; undefined otherwise. */
export function programNeedingRoot({ lines }: Startup): string | undefined {
  return lines.find(({ program }) => program !== undefined && (startAsRoot.has(program) || /^php-fpm[\d.]*$/.test(program)))
    ?.program;
}
