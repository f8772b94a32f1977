import fc from "fast-check";
import { newTally, type Tally } from "../door/tally.ts";
import type { Proof, Shown } from "../proof.ts";
import { type Borough, openBorough } from "./borough.ts";
import { belongingsOf, strays } from "./owned.ts";
import { ids, otherOf, verbOf, wordOf } from "./sides.ts";
import { eventOf, passMinute, type Step, steps, take, textOf } from "./steps.ts";

/** What is wrong after a step that one source's own people, hooks or tasks took. */
async function wrongAfter(
  step: Step,
  town: Borough,
  { serial, tally }: { serial: number; tally: Tally },
): Promise<string[]> {
  const other = otherOf(step.by);
  const before = belongingsOf(other, town.store);
  const deeds = town.sides[other].twin.effects.length;
  const told = await take(step, town, serial);
  tally.met(step.kind);
  const faults = told.includes(wordOf[other]) ? [`tells of ${other}: ${told.slice(0, 300)}`] : [];
  if (belongingsOf(other, town.store) !== before) faults.push(`changed what is ${other}'s`);
  if (town.sides[other].twin.effects.length !== deeds) faults.push(`did something in ${other}'s GitLab`);
  if (step.kind !== "ask" && step.kind !== "hooks") return faults;
  if (step.to === step.by) return faults;
  tally.met(
    step.kind === "ask" ? "foreign sources asked" : "hooks at a foreign door",
    step.kind === "ask" ? 1 : told.split("\n").length,
  );
  if (step.kind === "hooks" && told !== "" && !told.split("\n").every((one) => one.includes('"statusCode":401')))
    faults.push(`was let in at ${step.to}'s door: ${told.slice(0, 300)}`);
  if (step.kind === "ask" && told !== JSON.stringify(await town.api(eventOf({ ...step, to: "main-3" }))))
    faults.push(`was not answered like of a source that is not there: ${told.slice(0, 300)}`);
  return faults;
}

/** What is wrong with both at the end, whoever did it. */
function wrongAtEnd(town: Borough, tally: Tally): string[] {
  const faults = strays(town.store, wordOf);
  for (const id of ids) {
    const { effects } = town.sides[id].twin;
    tally.met(`effects of ${id}`, effects.length);
    for (const { verb, jobId } of effects)
      if (verb !== verbOf[id])
        faults.push(`in ${id} the job ${jobId} met ${verb}, which only the other one's rules want`);
  }
  return faults;
}

async function run(cases: number, seed: number): Promise<Shown> {
  const tally = newTally();
  const property = fc.asyncProperty(steps, async (drawn) => {
    const town = await openBorough();
    for (const [serial, { step, minute }] of drawn.entries()) {
      const faults = await wrongAfter(step, town, { serial, tally });
      if (faults.length > 0) throw new Error(`${textOf(step)}: ${faults.join("; ")}`);
      if (minute) await passMinute(town);
    }
    const faults = wrongAtEnd(town, tally);
    if (faults.length > 0) throw new Error(faults.join("; "));
  });
  const details = await fc.check(property, { seed, numRuns: cases });
  if (details.failed) tally.broke(`seed ${seed}, path ${details.counterexamplePath}: ${String(details.errorInstance)}`);
  return tally.shown(cases);
}

/** Sources are apart. */
export const apart: Proof = {
  promises: ["P43"],
  says: "two sources with the same numbers over the same tables: nothing that one's hooks, tasks or people do reads, changes or acts on the other's",
  cases: { onPush: 60, byProve: 2_000 },
  run,
};
