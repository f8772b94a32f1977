import { jobText } from "../actions/action.ts";
import { type Event, type Project, projectIn } from "../core/event.ts";
import { type DeliveryEntry, entryId } from "../core/journal.ts";
import { recordEvent } from "../core/recorded.ts";
import { becauseText } from "../core/verdict.ts";
import { aboutText } from "./about.ts";
import type { Judged } from "./door.ts";
import type { Reach } from "./reach.ts";

// What the journal says about an authentic delivery: facts only, nothing of the payload's own text but names.

// An item of the journal holds 400 KB, and a pipeline may have thousands of jobs, each with a name of a kilobyte.
export const mostVerdictsKept = 50;
const mostTasksKept = 2_000;
const mostCharactersKept = 500;
/** Of an item's 400 KB, what is left for the entry beside its keys; entries with less than `mostSmall` more always fit. */
const mostEntryBytes = 360_000;
const mostSmall = 1_000;
const importance = { yes: 0, unknown: 1, no: 2 };

/** Journals an authentic delivery that tells nothing which a rule could judge. */
export async function receiveIgnored(
  delivery: { id: string; source: string; project?: Project; reason: string },
  reach: Pick<Reach, "store" | "clock" | "random" | "record">,
): Promise<void> {
  if (reach.record === "wanted") return;
  const at = reach.clock();
  const entry: DeliveryEntry = {
    kind: "delivery",
    id: entryId(at, reach.random()),
    at,
    source: delivery.source,
    ...projectFields(delivery.project),
    delivery: delivery.id,
    about: "a delivery",
    ignored: delivery.reason,
    verdicts: [],
    tasks: [],
  };
  await reach.store.commit([{ journal: entry }]);
}

function projectFields(project: Project | undefined) {
  return {
    ...(project && { projectId: project.id }),
    ...(project?.path !== undefined && { projectPath: project.path }),
  };
}

/** An event with what each rule said, the verdicts that matter most first, and what became of its tasks, changes first. */
export function deliveryEntry(
  event: Event,
  judged: readonly Judged[],
  tasks: DeliveryEntry["tasks"],
  reach: Pick<Reach, "clock" | "random"> & Partial<Pick<Reach, "record">> & { readonly finding?: true },
): DeliveryEntry {
  const at = reach.clock();
  const kept = judged
    .toSorted((a, b) => importance[a.verdict.answer] - importance[b.verdict.answer])
    .slice(0, mostVerdictsKept);
  const listed = tasks
    .toSorted((a, b) => Number(a.step === "left") - Number(b.step === "left"))
    .slice(0, mostTasksKept);
  const facts = recordEvent(event);
  const untold = tasks.length - listed.length;
  const entry: DeliveryEntry = {
    kind: "delivery",
    id: entryId(at, reach.random()),
    at,
    source: event.source,
    ...projectFields(projectIn(event)),
    delivery: event.id,
    about: untold > 0 ? `${aboutText(event)}; ${untold} of its ${tasks.length} tasks are not listed` : aboutText(event),
    verdicts: kept.map(({ facts, verdict }) => ({
      rule: verdict.rule,
      answer: verdict.answer,
      because: cut(becauseText(verdict.because)),
      job: cut(jobText(facts.job)),
    })),
    tasks: listed,
    ...(reach.finding && { finding: true }),
    ...(reach.record === "wanted" && !reach.finding && { recorded: "wanted" }),
  };
  return facts === undefined || !hasRoom(entry, facts) ? entry : { ...entry, facts };
}

/** The facts of a large pipeline must not keep the rest from being written: most are so small that nobody need count. */
function hasRoom(entry: DeliveryEntry, facts: string): boolean {
  if (facts.length <= mostSmall) return true;
  return facts.length + Buffer.byteLength(JSON.stringify(entry)) <= mostEntryBytes;
}

function cut(text: string): string {
  if (text.length <= mostCharactersKept) return text;
  return `${text.slice(0, mostCharactersKept - 1).toWellFormed()}…`;
}
