import type { Facts } from "../../../core/event.ts";
import type { Line } from "../../../core/message.ts";
import { explainAll } from "../../explain/explainAll.ts";
import type { Guard, JobExplained, RuleExplained, Would } from "../../explain/explanation.ts";
import type { Site } from "../../explain/site.ts";
import { standingOf } from "../../gates/list.ts";
import { storedGate } from "../../gates/stored.ts";
import { foundKinds } from "../../lists.ts";
import type { Answer, Commanded, CommandOf, TalkDesk } from "../desk.ts";
import { findJob } from "./find.ts";
import { seeGate } from "./gateLines.ts";
import { jobSpan } from "./shown.ts";

const mostRules = 5;
const mostNotes = 3;

/** What the rules say to a job, what stands between their yes and the call, how its gate stands, and what helps. */
export const whyJob: CommandOf = async (commanded, desk) => {
  const found = await findJob(commanded, desk.store);
  return "no" in found ? found.no : await explained(commanded, found.facts, desk);
};

/** @throws GitLabError, StoreError */
async function explained(
  commanded: Pick<Commanded, "source" | "reads">,
  facts: Facts,
  desk: TalkDesk,
): Promise<Answer> {
  const { source, reads } = commanded;
  const now = desk.clock();
  const active = await desk.rules(source.id);
  const site: Site = {
    source: source.id,
    active,
    actions: desk.actions,
    now,
    store: desk.store,
    watched: source.projects,
    rates: source,
    gitlab: { reads, isActor: source.budgets.read === "act" },
  };
  const subject = { about: facts.job.name, view: "live", kinds: foundKinds, at: now, jobs: [{ facts }] } as const;
  const { jobs, notes } = await explainAll(subject, site);
  const [job] = jobs;
  const gate = await gateOfJob(commanded, facts, desk);
  const lines: Line[] = [
    [job?.summary ?? "nothing would be done"],
    ...(job ? rulesLines(job) : []),
    ...gate,
    ...[...notes].slice(0, mostNotes).map((note): Line => [note]),
    ...(job ? nextLines(job) : []),
  ];
  const title: Line = [jobSpan(source, facts.project.path, facts.job), ` is ${facts.job.status}.`];
  return { message: { tone: tones[job?.would ?? "no"], title, lines } };
}

const tones = {
  act: "ok",
  plan: "ok",
  wait: "wait",
  report: "news",
  no: "news",
  unknown: "news",
} as const satisfies Record<Would, string>;

/** Those that say the most, and how many more there are. */
function rulesLines({ rules, left = 0 }: JobExplained): readonly Line[] {
  const told = rules.slice(0, mostRules).map(ruleLine);
  const more = rules.length + left - told.length;
  return more > 0 ? [...told, [`and ${more} more rule${more === 1 ? "" : "s"}`]] : told;
}

function ruleLine({ rule, answer, because, guards }: RuleExplained): Line {
  const stop = stopOf(guards);
  return [{ code: rule }, ` says ${answer}: ${because.text}`, ...(stop ? [`; stopped by ${guardText(stop)}`] : [])];
}

/** That a task waits says less than what it waits for; room to look comes by itself. */
function stopOf(guards: readonly Guard[]): Guard | undefined {
  const stopping = guards.filter(({ stops }) => stops === true);
  return stopping.find(({ guard }) => guard !== "task" && guard !== "throttle") ?? stopping[0];
}

function guardText({ guard, text }: Guard): string {
  return `${guard}: ${text}`;
}

async function gateOfJob(
  { source, reads }: Pick<Commanded, "source" | "reads">,
  { project, job }: Facts,
  desk: TalkDesk,
): Promise<readonly Line[]> {
  const { gate } = await storedGate({ source: source.id, project: project.id, job: job.id }, desk.store);
  if (!gate || standingOf(gate, await desk.store.task(gate.task)).state === "closed") return [];
  const { lines, missing, changed } = await seeGate(source.id, gate, desk, reads);
  const more = missing === 0 ? [] : [[`${missing} more must say yes: say `, { code: "approve" }, " and its address"]];
  return [[{ strong: "Its gate" }], ...lines, ...more, ...(changed === undefined ? [] : [[changed]])];
}

/** What to do next, of the first thing that stops the rule that is nearest to acting. */
function nextLines({ rules }: JobExplained): readonly Line[] {
  const [first] = rules;
  const stop = first && stopOf(first.guards);
  const cure = stop && cures[stop.guard];
  return cure === undefined ? [] : [[{ strong: "What helps: " }, cure]];
}

const cures: Partial<Record<Guard["guard"], string>> = {
  trigger: "say the command that it hears, or wait for what causes it.",
  mode: "it only reports: let it act with mode enforce.",
  switch: "whoever stopped it must resume it.",
  outage: "wait for the one that is tried, or close it: penstock outages close.",
  limit: "wait until the limit opens, or raise it in the rule.",
  hold: "whoever holds it must let it go.",
  rights: "give the bot the right that is missing.",
  watched: "the source's projects must name it.",
  others: "let only one rule want it.",
  invariant: "nothing but the invariant itself can be changed.",
};
