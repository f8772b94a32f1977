import { actions } from "../../lib/actions/index.ts";
import { dismiss } from "../../lib/app/dismiss.ts";
import { addHold } from "../../lib/app/hold.ts";
import { redrive as again } from "../../lib/app/redrive.ts";
import { moveSwitch } from "../../lib/app/switch.ts";
import type { Crew, Shift } from "./crew.ts";
import { firstBook, type RuleKind, storedRules } from "./rulebooks.ts";
import { source } from "./settings.ts";
import type { Stage } from "./stage.ts";

const verbs = actions.map(({ verb }) => verb);

/** Those who run Penstock: they stop and resume, change rules and change them back, hold, and start tasks again. */
export function startAdmins(stage: Stage, crew: Crew): void {
  const { profile, timeline, random } = stage;
  const sometime = (run: () => void) => timeline.after(Math.round(random.next() * profile.activeSeconds * 1000), run);
  for (let one = 0; one < profile.stops; one++) sometime(() => stopAndResume(stage, crew));
  for (let one = 0; one < profile.rulebookChanges; one++) sometime(() => changeRules(stage, crew));
  for (let one = 0; one < profile.holds; one++) sometime(() => hold(stage, crew));
  for (let one = 0; one < profile.redrives; one++) sometime(() => redrive(stage, crew));
  for (let one = 0; one < profile.processes.deploys; one++) sometime(() => crew.deploy());
}

/** The first rulebook, before anything happens. */
export function applyFirst(stage: Stage): void {
  const { profile, store, witness, timeline } = stage;
  const meaning = { kinds: profile.rules, mode: profile.reportOnly ? "report" : "enforce" } as const;
  const { head, body } = firstBook(meaning);
  for (const item of [body, head]) store.tables.keep("rules", item);
  witness.books.push({ from: timeline.now(), version: 1, ...meaning });
}

function stopAndResume(stage: Stage, crew: Crew): void {
  const { random, timeline, witness, twin } = stage;
  const what = random.pick([
    "everything",
    `project:${twin.world.projects[0]?.id}`,
    `verb:${random.pick(["retry", "play", "cancel"])}`,
  ]);
  const move = (step: "stop" | "resume", then: (shift: Shift, effectiveAt: number) => void) =>
    crew.invoke("api", async (shift) => {
      const moved = await moveSwitch(
        { step, what, source, who: "alice", reason: "a test" },
        { ...shift, clock: shift.clock, verbs },
      );
      if ("effectiveAt" in moved) then(shift, moved.effectiveAt - shift.process.skewMillis);
    });
  const resumed = () => {
    // From the moment that somebody asks for it, calls may go on.
    const until = timeline.now();
    for (const stop of witness.stops) if (stop.what === what) stop.until = Math.min(stop.until, until);
    move("resume", () => stage.met("resumed"));
  };
  move("stop", (_, from) => {
    witness.stops.push({ what, from, until: Number.POSITIVE_INFINITY });
    stage.met("stopped");
    stage.say(() => `alice stopped ${what}, for certain from ${from}`);
    timeline.after(10_000 + Math.round(random.next() * 120_000), resumed);
  });
}

function changeRules(stage: Stage, crew: Crew): void {
  const { profile, random, timeline } = stage;
  const mode = profile.reportOnly ? "report" : "enforce";
  const fewer = profile.rules.filter(() => random.chance(0.6));
  const kinds: readonly RuleKind[] = fewer.length > 0 ? fewer : profile.rules;
  // What people approved is void where the rule's text is another one since, whatever that means.
  const wording = profile.words > 0 ? random.whole(0, 1) : 0;
  const change = (next: readonly RuleKind[], then: () => void) =>
    crew.invoke("api", async ({ store }) => {
      const active = await store.rulebook(source);
      const rules = storedRules({ kinds: next, mode, ...(wording > 0 && { wording }) });
      await store.applyRulebook(source, rules, { after: active?.version ?? 0 });
      stage.met("rules changed");
      stage.say(() => `the rules are ${next.join(", ")} now${wording > 0 ? ", in other words" : ""}`);
      then();
    });
  change(kinds, () => timeline.after(Math.round(random.next() * 60_000), () => change(profile.rules, () => {})));
}

function hold(stage: Stage, crew: Crew): void {
  const { random, twin, witness, timeline } = stage;
  const [first, ...more] = [...twin.world.jobs.values()];
  if (!first) return;
  const { id, pipeline } = random.pick([first, ...more]);
  const on = random.chance(0.7) ? `job:${id}` : "project";
  crew.invoke("api", async (shift) => {
    const deed = { source, project: pipeline.project.id, on, who: "alice", reason: "a test" };
    const { isAccepted } = await addHold(deed, { ...shift, clock: shift.clock });
    stage.met(isAccepted ? "hold accepted" : "hold not accepted yet");
    if (!isAccepted) return;
    witness.holds.push({ on, projectId: pipeline.project.id, from: timeline.now(), until: Number.POSITIVE_INFINITY });
    stage.say(() => `a hold on ${on} is accepted`);
  });
}

/** A person starts a task again that has ended, or says that nobody needs to look at it. */
function redrive(stage: Stage, crew: Crew): void {
  const { random, witness } = stage;
  const [first, ...more] = [...witness.tasks.values()].filter(({ endedAt }) => endedAt !== undefined);
  if (!first) return;
  const { id, state } = random.pick([first, ...more]);
  const [name, deed] = state === "attention" && random.chance(0.3) ? ["dismissed", dismiss] : ["redriven", again];
  crew.invoke("api", async (shift) => {
    const done = await deed({ source, task: id, who: "alice", reason: "a test" }, shift);
    if (done === "missing" || !("task" in done)) return;
    stage.met(name);
    stage.say(() => `alice: ${id} is ${name}`);
  });
}
