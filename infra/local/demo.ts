import { styleText } from "node:util";
import { entryLines } from "../../lib/cli/render.ts";
import type { Entry } from "../../lib/core/journal.ts";
import { asked } from "./chatStory.ts";
import { type Proof, stories } from "./stories.ts";
import { openStoryStage, type StoryStage } from "./storyStage.ts";

const startsAt = Date.UTC(2026, 0, 5, 9);
const mostEntries = 10_000;

/** Plays every story on one stage and prints what the journal says about it. @returns whether the twin proves them all */
async function play(stage: StoryStage): Promise<boolean> {
  let last: string | undefined;
  let proved = true;
  for (const [at, story] of [...stories, asked].entries()) {
    console.log(styleText("bold", `\n${at + 1}. ${story.title}`));
    const proofs = await story.play(stage);
    const entries = await stage.house.store.entries(mostEntries, last);
    last = entries.at(-1)?.id ?? last;
    for (const line of timeline(entries).flatMap(entryLines)) console.log(`   ${line}`);
    for (const proof of proofs) console.log(proofLine(proof));
    proved &&= proofs.every(({ holds }) => holds);
  }
  return proved;
}

/** What belongs to the tasks that a worker looked at; rules that said no and sweeps that found nothing would hide it. */
function timeline(entries: readonly Entry[]): Entry[] {
  const looks = entries.filter((entry) => entry.kind === "task" && !/ 0 tasks planned/.test(entry.reason));
  const looked = new Set(looks.map((entry) => (entry.kind === "task" ? entry.task : "")));
  return entries.flatMap((entry): Entry[] => {
    if (entry.kind === "task") return looks.includes(entry) ? [entry] : [];
    if (entry.kind !== "delivery") return [entry];
    const tasks = entry.tasks.filter(({ id }) => looked.has(id));
    return tasks.length > 0
      ? [{ ...entry, tasks, verdicts: entry.verdicts.filter(({ answer }) => answer !== "no") }]
      : [];
  });
}

function proofLine({ what, holds }: Proof): string {
  return `   ${holds ? styleText("green", "proved") : styleText("red", "FAILED")}  ${what}`;
}

console.log("Penstock on a GitLab twin, with the rules of infra/recipes. The clock is virtual: days pass in seconds.");
const stage = await openStoryStage(startsAt);
try {
  const proved = await play(stage);
  console.log(
    proved
      ? "\nWhat the twin and the chat look like proves all five."
      : "\nWhat the twin and the chat look like does not prove all five.",
  );
  process.exitCode = proved ? 0 : 1;
} finally {
  await stage.close();
}
