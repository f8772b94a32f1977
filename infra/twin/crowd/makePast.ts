import type { Pipeline } from "../state/graph.ts";
import { isGood } from "../state/history.ts";
import type { Past, PastRound, PastWish } from "../state/past.ts";
import { firstIdAt, spotOf } from "./layout.ts";
import { makePipeline, type PipelineMould } from "./makePipeline.ts";
import { isLive, placesOf, refAt } from "./refs.ts";
import { generated, type Plot, runsAt, statusOfRuns, unfinished } from "./runs.ts";

/** GitLab cleans up every few minutes, and is not always through. */
const cleanUpLagMillis = 6 * 3_600_000;

/** The past of one project of a crowd. */
export function makePast(mould: Omit<PipelineMould, "past">): Past<Pipeline> {
  const { plot } = mould;
  const { layout, index } = plot;
  const past: Past<Pipeline> = {
    pipelines: layout.pipelines,
    jobs: layout.jobs,
    touched: new Set(),
    cleanedUp: firstRound(plot),
    expiries: [],
    pipelineAt: (place) =>
      makePipeline(
        { ...mould, past },
        { place, id: past.firstIdAt(place, "pipeline"), firstJobId: past.firstIdAt(place, "job") },
      ),
    statusesAt: (place) => runsAt(plot, place).map(({ status }) => status),
    firstIdAt: (place, kind) => firstIdAt(layout, kind, { index, place }),
    placeOf(kind, id) {
      const spot = spotOf(layout, kind, id);
      return spot?.index === index ? spot.place : undefined;
    },
    *places(wish) {
      for (const place of placesIn(plot, wish)) if (!past.touched.has(place)) yield place;
    },
  };
  return past;
}

function* placesIn(plot: Plot, { ref, beforeJob, statuses }: PastWish): Iterable<number> {
  const { layout, seed } = plot;
  const wanted = statuses && [...statuses].filter((status) => generated.has(status));
  const bounds = ref === undefined ? { newest: layout.pipelines - 1, oldest: 0 } : placesOf(layout, seed, ref);
  if (!bounds || (statuses?.size && wanted?.length === 0)) return;
  const isRecent = wanted !== undefined && wanted.length > 0 && wanted.every((status) => unfinished.has(status));
  const oldest = isRecent ? layout.pipelines - 1 : bounds.oldest;
  const newest = beforeJob === undefined ? bounds.newest : Math.min(bounds.newest, lastBefore(plot, beforeJob));
  for (let place = newest; place >= oldest; place--)
    if (ref === undefined || refAt(layout, seed, place) === ref) yield place;
}

/** The newest place with a job below that id. */
function lastBefore({ layout, index }: Plot, jobId: number): number {
  const step = firstIdAt(layout, "job", { index, place: 1 }) - firstIdAt(layout, "job", { index, place: 0 });
  return Math.ceil((jobId - firstIdAt(layout, "job", { index, place: 0 })) / step) - 1;
}

/** The last clean-up before the crowd was made. */
function firstRound(plot: Plot): PastRound {
  return { at: plot.layout.until - cleanUpLagMillis, isLocked: (place) => wasLocked(plot, place) };
}

/** Whether it was of a ref that was there, and no later pipeline of it had gone well. */
function wasLocked(plot: Plot, place: number): boolean {
  const { layout, seed } = plot;
  if (!isLive(layout, place)) return false;
  const ref = refAt(layout, seed, place);
  const newest = placesOf(layout, seed, ref)?.newest ?? place;
  for (let later = place + 1; later <= newest; later++)
    if (refAt(layout, seed, later) === ref && isGood(statusOfRuns(runsAt(plot, later)))) return false;
  return true;
}
