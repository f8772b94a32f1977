import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { PatrolStanding } from "../../../core/patrolled.ts";
import { found, isUnseen, type Seen } from "../../../core/seen.ts";
import { spanText } from "../../../core/span.ts";
import type { Task } from "../../../core/task.ts";
import type { Instant } from "../../../core/time.ts";
import { askOf } from "../../throttleNeeds.ts";
import { type Known, teller } from "../known.ts";
import { examineRules, type SeenRules, type SeenStop } from "./rules.ts";

/** Whether somebody waits for a due task: deletes and sweeps take their time, and what is parked waits for its outage. */
export function isUrgent(task: Pick<Task, "source" | "verb" | "parked">): boolean {
  return task.parked === undefined && askOf(task).lane !== "sweep";
}

/** What `doctor` may say of how a source gets on. */
export const lifeKnown = {
  unseen: {
    area: "schedules",
    level: "unknown",
    what: "Something of a source could not be looked at: the tables or the API do not show it.",
    cure: "look whether Penstock runs, and whether you may read its tables or its API; then ask again",
  },
  tickWorks: { area: "schedules", level: "well", what: "What came due was done." },
  tickSilent: {
    area: "schedules",
    level: "broken",
    what: "A retry, play or keep has been due for more than 15 minutes: tick, which does what is due every minute, does not run, fails or has no room.",
    cure: "look whether tick's schedule is on, and at the line pulse in its log (docs/operate.md, work is late); locally: whether npm start still runs",
  },
  sealsFit: { area: "schedules", level: "well", what: "The journal is sealed up to lately." },
  sealsBehind: {
    area: "schedules",
    level: "warning",
    what: "Tick has not sealed the journal for more than two hours: it does not run, or finds the chain broken.",
    cure: "look into tick's log, and run penstock journal verify",
  },
  patrolWorks: { area: "schedules", level: "well", what: "The patrol covers what it must, or has nothing to find." },
  patrolNever: {
    area: "schedules",
    level: "warning",
    what: "The patrol never ran for a source: what no hook tells is not found.",
    cure: "wait 10 minutes after a deployment; then look whether its schedule is on, and into its log",
  },
  patrolBehind: {
    area: "schedules",
    level: "broken",
    what: "The patrol is behind: what no hook told is found later than it promises.",
    cure: "penstock patrol tells which projects; docs/operate.md says what helps",
  },
  attention: {
    area: "schedules",
    level: "warning",
    what: "Tasks wait for a person: nobody can tell whether GitLab did what was asked, or it refused.",
    cure: "penstock tasks list --state attention shows them; docs/operate.md says what to do",
  },
  outageOpen: {
    area: "schedules",
    level: "warning",
    what: "Retries of a rule are parked, since another run does not help now.",
    cure: "penstock outages tells what failed; mend that, and they go on by themselves",
  },
} as const satisfies Readonly<Record<string, Known>>;

const tell = teller(lifeKnown);

/** As the alarm for late work: minutes of a budget that is short are no news. */
const dueMillis = 15 * 60_000;
/** Twice the hour after which also a stretch without entries is sealed, and the lag. */
const sealMillis = 2 * 3_600_000 + 600_000;

/** How a source gets on, as its tables or its API tell. */
export interface Life {
  /** By the clock that the source lives by. */
  readonly now: Instant;
  /** Missing: none were applied. */
  readonly rules: Seen<SeenRules>;
  readonly stops: Seen<readonly SeenStop[]>;
  /** How many tasks wait for a person. */
  readonly attention: Seen<number>;
  /** When the task came due that has waited longest, deletes and sweeps apart, which may take hours; nothing: none waits. */
  readonly oldestDue: Seen<Instant | undefined>;
  readonly outages: Seen<readonly { readonly rule: string; readonly failure: string; readonly openedAt: Instant }[]>;
  readonly patrol: Seen<PatrolStanding>;
  /** Up to when the journal is sealed; missing: it was never sealed. */
  readonly sealedTo: Seen<Instant>;
}

/** How a source gets on: whether what runs by the clock runs, what waits for a person, and how its rules stand. */
export function examineLife(source: string, life: Life): readonly Diagnosis[] {
  return [
    ...told(source, "due tasks", life.oldestDue, (due) => tickDiagnosis(source, due, life)),
    ...told(source, "seals", life.sealedTo, (to) => sealDiagnosis(source, to, life.now)),
    ...told(source, "patrol", life.patrol, (patrol) => patrolDiagnosis(source, patrol)),
    ...told(source, "tasks", life.attention, (count) =>
      count === 0
        ? []
        : [tell("attention", `tasks of ${source}`, `${count} ${count === 1 ? "waits" : "wait"} for a person.`)],
    ),
    ...told(source, "outages", life.outages, (outages) =>
      outages.map(({ rule, failure, openedAt }) =>
        tell(
          "outageOpen",
          `rule ${rule} of ${source}`,
          `Its retries for ${failure} are parked since ${spanText((life.now - openedAt) / 1000)}.`,
        ),
      ),
    ),
    ...told(source, "switch", life.stops, () => []),
    ...(isUnseen(life.rules) ? told(source, "rules", life.rules, () => []) : []),
    ...examineRules(source, life),
  ];
}

function told<T>(
  source: string,
  what: string,
  seen: Seen<T>,
  diagnose: (value: T) => readonly Diagnosis[],
): readonly Diagnosis[] {
  if (isUnseen(seen)) return [tell("unseen", `${what} of ${source}`, `${seen.unseen}.`, { cure: seen.cure })];
  return seen === "missing" ? [] : diagnose(seen.found);
}

function tickDiagnosis(source: string, due: Instant | undefined, { now, stops }: Life): readonly Diagnosis[] {
  const about = `tick for ${source}`;
  const isStopped = found(stops)?.some(({ what }) => what === "everything") ?? false;
  if (due === undefined || now - due <= dueMillis || isStopped)
    return [tell("tickWorks", about, "What came due was done.")];
  return [tell("tickSilent", about, `A retry, play or keep has been due for ${spanText((now - due) / 1000)}.`)];
}

function sealDiagnosis(source: string, to: Instant, now: Instant): readonly Diagnosis[] {
  const about = `journal of ${source}`;
  const ago = `It is sealed up to ${spanText((now - to) / 1000)} ago.`;
  return [now - to > sealMillis ? tell("sealsBehind", about, ago) : tell("sealsFit", about, ago)];
}

function patrolDiagnosis(source: string, { state, words }: PatrolStanding): readonly Diagnosis[] {
  const about = `patrol of ${source}`;
  const says = `${sentence(words.join("; "))}.`;
  if (state === "never") return [tell("patrolNever", about, says)];
  return [state === "behind" ? tell("patrolBehind", about, says) : tell("patrolWorks", about, says)];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
