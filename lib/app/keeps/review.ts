import type { TaskStep } from "../../core/journal.ts";
import { keepText, keptAgain, keptScope, type NotedKeep, proposed, readNoted } from "../../core/keep.ts";
import type { Instant } from "../../core/time.ts";
import { causeOf, planReview } from "./planReview.ts";
import { keepForRelease } from "./release.ts";
import type { Review, Reviewed } from "./reviewed.ts";
import { goneOf, type KeptRef, lookAtRef, type RefSeen, refOf } from "./standing.ts";

/** So many refs a step: each is a request or two. */
const refsAtOnce = 10;

interface Entry {
  readonly on: string;
  readonly text: string;
  readonly keep: NotedKeep;
  readonly made: KeptRef;
}

/** Sees what is kept for one tag, and keeps the pipelines of its release. */
export async function reviewTag(tag: string, review: Review): Promise<Reviewed> {
  const { project, reads } = review;
  const made = { ref: tag, tag: true };
  const seen = await lookAtRef(made, reads, project.id);
  const entries = (await entriesOf(review)).filter((entry) => isSame(entry.made, made));
  const proposals = await settleAll(entries, seen, review);
  const pipelines = seen.hasRelease ? ((await reads.tagPipelines(project.id, tag)) ?? []) : [];
  const tasks: TaskStep[] = [];
  for (const { id: pipelineId } of pipelines) {
    await keepForRelease(review, { pipelineId, tag });
    tasks.push(await reviewNext(pipelineId, review));
  }
  const found = seen.isThere === false ? "is gone" : seen.hasRelease ? "has a release" : "has no release";
  const reason = `the tag ${tag} ${found}: ${entries.length} keeps looked at, ${proposals} proposals, ${pipelines.length} pipelines`;
  return { reason, tasks };
}

/** Sees whether what all keeps of a project were made for is still there, some refs a step. */
export async function reviewAll(review: Review): Promise<Reviewed> {
  const { held, project, reads } = review;
  const byRef = Map.groupBy(await entriesOf(review), ({ made }) => placeOf(made));
  const places = [...byRef.keys()].filter((place) => place > (held.cursor ?? "")).toSorted(byText);
  const tasks: TaskStep[] = [];
  let proposals = 0;
  for (const place of places.slice(0, refsAtOnce)) {
    const entries = byRef.get(place) ?? [];
    const [first] = entries;
    if (!first) continue;
    const seen = await lookAtRef(first.made, reads, project.id);
    proposals += await settleAll(entries, seen, review);
    // A release whose hook was lost.
    if (seen.hasRelease) for (const pipelineId of unkept(entries)) tasks.push(await reviewNext(pipelineId, review));
  }
  const cursor = places.length > refsAtOnce ? places[refsAtOnce - 1] : undefined;
  const looked = Math.min(places.length, refsAtOnce);
  const reason = `${looked} tags and branches looked at, ${proposals} proposals`;
  return { reason, tasks, ...(cursor !== undefined && { cursor }) };
}

async function entriesOf({ held, project, worker }: Review): Promise<readonly Entry[]> {
  const notes = await worker.store.notes(keptScope(held.source, project.id));
  return notes.flatMap(({ key: on, value: text }) => {
    const keep = readNoted(text);
    const made = keep && refOf(keep);
    return keep && made ? [{ on, text, keep, made }] : [];
  });
}

/** Writes down what is gone, and what is there again. @returns how many proposals there are now */
async function settleAll(entries: readonly Entry[], seen: RefSeen, { held, project, worker }: Review): Promise<number> {
  const { store, clock } = worker;
  const scope = keptScope(held.source, project.id);
  let proposals = 0;
  for (const { on, text, keep } of entries) {
    const after = settled(keep, seen, clock());
    if (after.state === "proposed") proposals++;
    const value = keepText(after);
    // Somebody else's change at the same moment is seen by the next review.
    if (value !== text) await store.putNote({ scope, key: on }, value, text);
  }
  return proposals;
}

function settled(keep: NotedKeep, seen: RefSeen, now: Instant): NotedKeep {
  const found = goneOf(keep, seen);
  if (found === undefined) return keep;
  return found === "there" ? keptAgain(keep) : proposed(keep, found.gone, now);
}

/** The pipelines of kept jobs that are not kept as a whole. */
function unkept(entries: readonly Entry[]): readonly number[] {
  const whole = new Set(entries.filter(({ keep }) => keep.release !== undefined).map(({ keep }) => keep.pipelineId));
  const all = new Set(entries.flatMap(({ keep }) => keep.pipelineId ?? []));
  return [...all].filter((id) => !whole.has(id));
}

async function reviewNext(pipelineId: number, { held, project, worker }: Review): Promise<TaskStep> {
  const { source } = held;
  return await planReview(worker, { source, project, cause: causeOf(held), about: { pipelineId } }, worker.clock());
}

function placeOf({ ref, tag }: KeptRef): string {
  return `${tag ? "tag" : "branch"} ${ref}`;
}

function byText(one: string, other: string): number {
  return one < other ? -1 : 1;
}

function isSame(one: KeptRef, other: KeptRef): boolean {
  return one.ref === other.ref && one.tag === other.tag;
}
