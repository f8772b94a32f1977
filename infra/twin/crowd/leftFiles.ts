import type { Instant } from "../../../lib/core/time.ts";
import { leftFile, traceOf } from "../machine/leavings.ts";
import type { Job } from "../state/graph.ts";
import type { JobFile } from "../state/jobParts.ts";
import { logTail } from "../state/log.ts";
import type { Past } from "../state/past.ts";
import { between, hash } from "./hash.ts";
import { fileIdAt } from "./layout.ts";
import type { Part } from "./parts.ts";
import type { Plot } from "./runs.ts";

/** A job whose files are wanted, and where it stands. */
export interface Leaver {
  readonly plot: Plot;
  readonly place: number;
  readonly slot: number;
  readonly part: Part;
  readonly job: Job;
  readonly finishedAt: Instant;
}

const day = 86_400_000;
const salts = { size: 4000, report: 5000, kept: 6000 };
/** One of so many was kept by a person. */
const keptOneIn = 25;

/** Ends a job's log, and gives it the files that it left, as far as they are still there. */
export function leaveFiles(past: Pick<Past<unknown>, "cleanedUp" | "expiries">, leaver: Leaver): void {
  const { plot, place, slot, job, finishedAt } = leaver;
  const spot = { index: plot.index, place };
  const left = leftBy(leaver);
  const archive = left.find(({ type }) => type === "archive");
  const { failureReason: reason } = job;
  const ending = { ...(reason !== null && { reason }), ...(archive && { archiveBytes: archive.sizeBytes }) };
  job.log += logTail({ clock: () => finishedAt }, job, ending);
  const expireAt = expiryOf(past, leaver);
  const isGone = expireAt !== null && expireAt <= past.cleanedUp.at && !past.cleanedUp.isLocked(place);
  const files = left.map(({ type, sizeBytes }) => ({
    ...leftFile({ clock: () => finishedAt }, { type, sizeBytes }),
    expireAt,
  }));
  job.files = [...(isGone ? [] : files), traceOf(job)].map(
    (file): JobFile => ({ ...file, id: fileIdAt(plot.layout, spot, { slot, file: numberOf(file) }) }),
  );
  if (left.length > 0) job.artifactsExpireAt = expireAt;
}

function leftBy({ plot, place, slot, part, job }: Leaver): { type: string; sizeBytes: number }[] {
  const chance = (salt: number) => hash(plot.seed, place, salt + slot);
  const { archiveBytes, hasReport } = part;
  const report = hasReport ? [{ type: "junit", sizeBytes: between(chance(salts.report), 2000, 200_000) }] : [];
  if (!archiveBytes || job.status !== "success") return report;
  const [least, most] = archiveBytes;
  const archive = { type: "archive", sizeBytes: between(chance(salts.size), least, most) };
  return [archive, { type: "metadata", sizeBytes: 186 }, ...report];
}

/** As its definition says, unless somebody kept it or let it expire. */
function expiryOf({ expiries }: Pick<Past<unknown>, "expiries">, leaver: Leaver): Instant | null {
  const { plot, place, slot, part, finishedAt } = leaver;
  const isKept = part.keptDays === null || hash(plot.seed, place, salts.kept + slot) % keptOneIn === 0;
  const planned = isKept ? null : finishedAt + (part.keptDays ?? 0) * day;
  const round = expiries.find(({ at, isLocked }) => (planned === null || planned > at) && !isLocked(place));
  return round ? round.at : planned;
}

const numbers = ["archive", "metadata", "junit", "trace"];

function numberOf({ type }: JobFile): number {
  return numbers.indexOf(type);
}
