import type { Gate } from "../../../core/gate.ts";
import type { Line } from "../../../core/message.ts";
import { spanText } from "../../../core/span.ts";
import { instantText } from "../../../core/time.ts";
import { exampleRule } from "../../askCommand.ts";
import { arm } from "../../gates/arm.ts";
import { armVerb } from "../../gates/armed.ts";
import { type ArmDesk, type ArmWord, askArming } from "../../gates/askArming.ts";
import type { WordRefused } from "../../gates/speak.ts";
import { storedGate } from "../../gates/stored.ts";
import type { Answer, CommandOf } from "../desk.ts";
import { jobSpan, no, tooLate } from "./shown.ts";
import { isSaidAlready, type Spoken, spokenAt } from "./word.ts";

const longestSeconds = 7 * 86_400;
const usualSeconds = 86_400;

/** Has a job played as soon as it can be, for 24 hours unless told, at most 7 days. */
export const armJob: CommandOf = async (commanded, desk) => {
  const { said, source, reads } = commanded;
  const seconds = said.forSeconds ?? usualSeconds;
  if (seconds > longestSeconds) return no([`Nothing is armed for more than ${spanText(longestSeconds)}.`]);
  const spoken = await spokenAt(commanded, desk);
  if ("no" in spoken) return spoken.no;
  const { gate } = await storedGate(spoken.word, desk.store);
  if (gate && isSaidAlready(spoken, gate.armed)) return armed(spoken, gate);
  if (commanded.isLate) return tooLate;
  const active = await desk.rules(source.id);
  const word: ArmWord = { ...spoken.word, until: desk.clock() + seconds * 1000, values: said.values };
  const world: ArmDesk = { ...desk, active, reads, facts: spoken.facts };
  if (said.isDry) return await tried(spoken, word, world);
  const done = await arm(word, world);
  return "refused" in done ? refusedTo(spoken, done) : armed(spoken, done.gate);
};

async function tried(spoken: Spoken, word: ArmWord, world: ArmDesk): Promise<Answer> {
  const asked = await askArming(word, world);
  if ("refused" in asked) return refusedTo(spoken, asked);
  const rules = asked.yes.map(({ rule }) => rule.name).join(", ");
  const title: Line = [jobOf(spoken), ` would be armed until ${instantText(word.until)}.`];
  return { message: { tone: "ok", title, lines: [[`by ${rules}`], ["Nothing was armed."]] } };
}

function armed(spoken: Spoken, gate: Gate): Answer {
  const until = gate.armed ? ` until ${instantText(gate.armed.until)}` : "";
  const title: Line = [`@${spoken.word.person.username} armed `, jobOf(spoken), until, "."];
  const names = Object.keys(spoken.commanded.said.values);
  const gives: readonly Line[] = names.length === 0 ? [] : [[`it is given ${names.join(", ")}`]];
  const lines: readonly Line[] = [["It is played as soon as it can be."], ...gives];
  return { message: { tone: "wait", title, lines }, awaits: [gate.task], isPublic: true };
}

function refusedTo({ commanded, facts }: Spoken, { refused, why }: WordRefused): Answer {
  const example: Line = ["Such a rule would: ", { code: exampleRule(facts, armVerb) }];
  return no(
    [jobSpan(commanded.source, facts.project.path, facts.job), `: ${why}.`],
    refused === "noRule" ? [example] : [],
  );
}

function jobOf({ commanded: { source }, facts }: Spoken) {
  return jobSpan(source, facts.project.path, facts.job);
}
