/** Celery's command line: who schedules, and where the schedule is kept. https://docs.celeryq.dev/en/stable/reference/cli.html */

/** Options of `celery`, `beat` and `worker` that take the next word as their value. */
const valued =
  /^(-[AbflstcQnOPIX]|--(app|broker|result-backend|loader|config|workdir|loglevel|logfile|pidfile|uid|gid|umask|max-interval|concurrency|queues|hostname|pool|statedb|autoscale|max-tasks-per-child|max-memory-per-child|prefetch-multiplier|time-limit|soft-time-limit|exclude-queues|include|executable))$/;

export interface Scheduler {
  /** Index of `celery`. */
  readonly program: number;
  /** Index of `beat`, or of the worker's `-B`. */
  readonly word: number;
  readonly embedded: boolean;
}

/**
 * The scheduler that a command line starts: `celery … beat`, `celery … worker -B`, also behind `python -m`, `manage.py` and wrappers
 * such as `nautobot-server`. Undefined where it starts none, where it says itself what to do with the schedule, and where a variable may.
 */
export function schedulerOf(words: readonly string[]): Scheduler | undefined {
  const program = words.findIndex((word) => /(^|\/)celery$/.test(word));
  if (program < 0) return undefined;
  const word = words.findIndex((it, i) => i > program && !it.startsWith("-") && !valued.test(words[i - 1]!));
  if (words[word] === "beat") return isDecided(words.slice(program), false) ? undefined : { program, word, embedded: false };
  if (words[word] !== "worker") return undefined;
  const flag = words.findIndex(
    (it, i) => i > program && (it === "--beat" || /^-[A-Za-z]*B[A-Za-z]*$/.test(it)) && !valued.test(words[i - 1]!),
  );
  return flag < 0 || isDecided(words.slice(program), true) ? undefined : { program, word: flag, embedded: true };
}

/** `-S` is the scheduler of beat, but the state file of a worker. */
function isDecided(words: readonly string[], worker: boolean): boolean {
  return words.some((word, i) => {
    const before = words[i - 1] ?? "";
    if (/^-s|^--schedule(-filename)?(=|$)/.test(word)) return true;
    if (/^--scheduler(=|$)/.test(word) || (!worker && /^-S/.test(word)))
      return !/PersistentScheduler/.test(word + (words[i + 1] ?? ""));
    if (/^(--detach|--help|-h|--version)$/.test(word)) return true;
    // A variable that is a word of its own may hold any option.
    return /^"?\$/.test(word) && !(valued.test(before) || /^-/.test(before)) && i > 0;
  });
}

/** True for settings that keep the schedule elsewhere: another file, a database, Redis. */
export function setsScheduleElsewhere(text: string): boolean {
  return /beat_schedule_filename|BEAT_SCHEDULE_FILENAME|CELERYBEAT_SCHEDULE_FILENAME|DatabaseScheduler|redbeat|beat_scheduler|CELERY_?BEAT_SCHEDULER|django_celery_beat|sqlalchemy_scheduler/i.test(
    text,
  );
}

export const schedulePath = "/tmp/celerybeat-schedule";
