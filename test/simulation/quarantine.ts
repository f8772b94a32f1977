import { destroyingVerbs } from "../../lib/core/hold.ts";
import { sweptKey } from "../../lib/core/limit.ts";
import type { Write } from "../../lib/core/ports.ts";
import type { Task, Want } from "../../lib/core/task.ts";
import type { Instant } from "../../lib/core/time.ts";
import { source } from "./settings.ts";
import type { Stage } from "./stage.ts";

const minuteMillis = 60_000;
const hourMillis = 60 * minuteMillis;
/** What a day's quarantine is shortened by: a schedule lasts minutes. */
const skippedMillis = 24 * hourMillis - minuteMillis;

/** The writes as if what is marked for a delete had been marked almost a day before. */
export function withShortQuarantine(writes: readonly Write[], now: Instant): Write[] {
  return writes.map((write) => ("put" in write ? { ...write, put: shortened(write.put, now) } : write));
}

function shortened(task: Task, now: Instant): Task {
  if (!destroyingVerbs.some((verb) => verb === task.verb)) return task;
  const isFresh = ({ since }: Want) => since !== undefined && since > now - 12 * hourMillis;
  const wants = task.wants.map((want) =>
    want.since !== undefined && isFresh(want) ? { ...want, since: want.since - skippedMillis } : want,
  );
  // What waits for something else, such as a limit of the next day, waits as long as it does.
  const { due } = task;
  const isQuarantine = due !== undefined && due > now + 12 * hourMillis && task.wants.some(isFresh);
  return { ...task, wants, ...(isQuarantine && { due: due - skippedMillis }) };
}

/** All rules have been through all projects once: a first cycle would only report. */
export function skipFirstCycles({ store, twin, profile }: Stage): void {
  for (const { id } of twin.world.projects)
    for (const rule of profile.rules)
      store.tables.put("ledger", { ...sweptKey(source, id, rule.toLowerCase()), value: "1000 0" });
}
