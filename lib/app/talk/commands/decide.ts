import type { Gate } from "../../../core/gate.ts";
import type { Line } from "../../../core/message.ts";
import { taskId } from "../../../core/task.ts";
import { approve } from "../../gates/approve.ts";
import { whyNoneCounts } from "../../gates/decide.ts";
import { gateRules } from "../../gates/gateRules.ts";
import { reject } from "../../gates/reject.ts";
import type { Word, WordRefused } from "../../gates/speak.ts";
import type { Answer, CommandOf, TalkDesk } from "../desk.ts";
import { contentLine, seeGate } from "./gateLines.ts";
import { jobSpan, no, tooLate } from "./shown.ts";
import { gateAt, isSaidAlready, type Spoken, spokenAt } from "./word.ts";

/** A yes by a job's address is one to what its gate would let through at that moment, which the answer shows. */
export const approveGate: CommandOf = async (commanded, desk) => {
  const spoken = await spokenAt(commanded, desk);
  if ("no" in spoken) return spoken.no;
  const there = await gateAt(spoken, desk);
  if ("no" in there) return there.no;
  const { gate } = there;
  const given = gate.approvals.find(({ userId }) => userId === spoken.word.person.userId);
  if (isSaidAlready(spoken, given)) return await approved(spoken, gate, desk);
  if (commanded.isLate) return tooLate;
  if (gate.digest === "")
    return no([jobOf(spoken), " cannot be approved yet: it cannot be played, and nobody looked at it."]);
  if (commanded.said.isDry) return await tried("approve", spoken, gate, desk);
  const spoke = await approve({ ...spoken.word, digest: gate.digest }, { ...desk, reads: commanded.reads });
  return "refused" in spoke ? refusedAt(spoken, spoke) : await approved(spoken, spoke.gate, desk);
};

/** A no closes the gate, and has a reason. */
export const rejectGate: CommandOf = async (commanded, desk) => {
  const spoken = await spokenAt(commanded, desk);
  if ("no" in spoken) return spoken.no;
  const there = await gateAt(spoken, desk);
  if ("no" in there) return there.no;
  const { gate } = there;
  const { closed } = gate;
  const by = closed?.by && { ...closed.by, at: closed.at };
  if (isSaidAlready(spoken, by)) return rejected(spoken, gate);
  if (commanded.isLate) return tooLate;
  if (commanded.said.isDry) return await tried("reject", spoken, gate, desk);
  const spoke = await reject(spoken.word, { ...desk, reads: commanded.reads });
  return "refused" in spoke ? refusedAt(spoken, spoke) : rejected(spoken, spoke.gate);
};

async function approved(spoken: Spoken, gate: Gate, desk: TalkDesk): Promise<Answer> {
  const { word, commanded } = spoken;
  const { lines, missing } = await seeGate(word.source, gate, desk, commanded.reads);
  const title: Line = [`@${word.person.username} approved `, jobOf(spoken), "."];
  const rest: Line = missing === 0 ? ["Nobody more need say yes."] : [`${missing} more must say yes.`];
  // Whoever completed the quorum hears how it ended; the others' asks would tell the same once more.
  const awaits = missing === 0 ? { awaits: [gate.task] } : {};
  const message = { tone: missing === 0 ? "ok" : "wait", title, lines: [contentLine(gate), ...lines, rest] } as const;
  return { message, ...awaits, isPublic: true };
}

function rejected(spoken: Spoken, gate: Gate): Answer {
  const title: Line = [`@${spoken.word.person.username} rejected `, jobOf(spoken), "."];
  const why: readonly Line[] = gate.closed ? [[gate.closed.why]] : [];
  return { message: { tone: "ok", title, lines: [contentLine(gate), ...why] }, isPublic: true };
}

function refusedAt(spoken: Spoken, { refused, why }: WordRefused): Answer {
  return no([jobOf(spoken), `: ${why}.`], refused === "gateClosed" ? [reopenLine(spoken.word)] : []);
}

function reopenLine({ source, project, job }: Word): Line {
  const task = taskId({ source, project: { id: project }, jobId: job, verb: "play" });
  return ["To open it anew, empty: ", { code: `penstock tasks redrive ${task} --reason "…"` }];
}

/** What would be said to, and, of a yes, whether it would count. */
async function tried(word: "approve" | "reject", spoken: Spoken, gate: Gate, desk: TalkDesk): Promise<Answer> {
  const { person, source } = spoken.word;
  const { reads } = spoken.commanded;
  const { lines } = await seeGate(source, gate, desk, reads);
  const { rules } = await gateRules(source, desk)(gate);
  const needs = rules.flatMap(({ rule }) => rule.require?.approvals ?? []);
  const none = word === "approve" ? await whyNoneCounts(person, needs, { facts: spoken.facts, reads }) : undefined;
  const counts: Line = none ? [`Your yes would not count: ${none.why}.`] : ["Nothing was said."];
  return {
    message: {
      tone: none ? "no" : "ok",
      title: ["At the gate of ", jobOf(spoken), ":"],
      lines: [contentLine(gate), ...lines, counts],
    },
  };
}

function jobOf({ commanded: { source }, facts }: Spoken) {
  return jobSpan(source, facts.project.path, facts.job);
}
