import type { Coverage } from "../../core/coverage.ts";
import type { Project } from "../../core/event.ts";
import type { Outcome } from "../../core/outcome.ts";
import type { Write } from "../../core/ports.ts";
import type { Instant } from "../../core/time.ts";
import type { End } from "../look.ts";
import type { Stride } from "./stride.ts";
import type { Turn } from "./turn.ts";

/** How the walker ended its step; see `Walker`. */
interface Closed {
  readonly also?: readonly Write[];
  readonly counted?: number;
  readonly reason: string;
}

interface Step {
  readonly turn: Turn;
  readonly walked: Stride;
  readonly project: Project;
  readonly requests: number;
  readonly now: Instant;
}

/** The end of a step: the cursor, what the walker writes, and the coverage up to there, in one transaction. */
export function closeStep({ also = [], counted, reason }: Closed, step: Step): Pick<End, "outcome" | "also" | "tasks"> {
  const { turn, walked } = step;
  const note: Write = { note: turn.key, value: JSON.stringify(coverageAfter(step)), seen: turn.seen };
  const { cursor } = walked.spot;
  const outcome: Outcome =
    cursor === undefined
      ? { kind: "done", reason }
      : { kind: "next", cursor, ...(counted !== undefined && { counted }), reason };
  return { outcome, tasks: walked.tasks, also: [note, ...also] };
}

function coverageAfter({ turn, walked, project, requests, now }: Step): Coverage {
  const { path } = project;
  const place = path === undefined ? {} : { path };
  const { run, ...seen } = { ...walked.spot.running, requests: walked.spot.running.requests + requests };
  if (walked.spot.isEnd) return { ...place, last: { ...seen, ended: now } };
  const { last } = turn.coverage;
  return { ...place, running: { ...seen, ...(run && { run }) }, ...(last && { last }) };
}
