import { GitLabError } from "../../../core/errors.ts";
import type { Approval, Gate } from "../../../core/gate.ts";
import { instantText } from "../../../core/time.ts";
import type { Approvals } from "../../../rules/approvals.ts";
import { isMet, type Quorum, saidYes, whyNoYes } from "../../gates/quorum.ts";
import type { Guard } from "../explanation.ts";
import type { AskGuard, Guarded } from "./guarded.ts";
import { gateSeen } from "./seenGate.ts";

const noGate = { approvals: [], digest: "" };

/** Whether people let it through: who said yes, whose yes does not count and why, and what else was said at the gate. */
export const askGate: AskGuard = async (guarded) => {
  const { wishing, prospect } = guarded;
  const needs = wishing.rule.rule.require?.approvals;
  if (wishing.action.verb !== "play") return undefined;
  const stored = prospect.live.gate;
  if (!stored) return needs && asked(needs, "no Penstock was asked who has");
  if (stored.text !== undefined && !stored.gate)
    return { guard: "gate", stops: true, text: "what is noted of its gate cannot be read by this version" };
  const gate = gateSeen(prospect);
  if (!needs && !gate) return undefined;
  const shut = gate && whyShut(gate, guarded);
  if (shut) return shut;
  const more = gate ? moreOf(gate, guarded) : [];
  return { ...(await peopleOf(gate, guarded)), ...(more.length > 0 && { more }) };
};

function asked({ count }: Approvals, why: string): Guard {
  const people = count === 1 ? "1 person" : `${count} people`;
  return { guard: "gate", stops: true, waits: true, text: `${people} must approve it: ${why}` };
}

/** Why nobody waits at it any more. One that was disarmed is open for whatever else wants it. */
function whyShut({ closed, expiresAt, waitsFor }: Gate, { site }: Guarded): Guard | undefined {
  const stopping = (text: string): Guard => ({
    guard: "gate",
    stops: true,
    text: `${text}. A person's redrive of the task opens it anew, empty`,
  });
  if (closed && closed.how !== "disarmed") return stopping(`it is closed (${closed.how}): ${closed.why}`);
  if (expiresAt === undefined || site.now < expiresAt) return undefined;
  return stopping(`it expired at ${instantText(expiresAt)}, after it had waited for ${waitsFor || "its first look"}`);
}

/** Who has said yes to what would be played now, and may say so now. */
async function peopleOf(gate: Gate | undefined, { wishing, question, site }: Guarded): Promise<Guard> {
  const [said] = saidYes([wishing.rule], { gate: gate ?? noGate, now: site.now });
  if (!said) return { guard: "gate", stops: false, text: "no people must approve it" };
  if (said.given.length > 0 && !site.gitlab)
    return asked(said.needs, `${list(said.given)} said so; whether they may is not asked`);
  try {
    const ground = site.gitlab && { facts: question.facts, reads: site.gitlab.reads };
    const known = ground ? await withRights(said, ground) : said;
    const text = quorumText(known);
    return isMet([known]) ? { guard: "gate", stops: false, text } : { guard: "gate", stops: true, waits: true, text };
  } catch (error) {
    if (!(error instanceof GitLabError)) throw error;
    const text = `${list(said.given)} said yes, and whether they may could not be asked: ${error.message}`;
    return { guard: "gate", stops: "unknown", text };
  }
}

async function withRights(quorum: Quorum, ground: Parameters<typeof whyNoYes>[2]): Promise<Quorum> {
  const given: Approval[] = [];
  const others = [...quorum.void];
  for (const approval of quorum.given) {
    const no = await whyNoYes(approval, quorum.needs, ground);
    if (no) others.push({ approval, why: no.why });
    else given.push(approval);
  }
  return { ...quorum, given, void: others };
}

function quorumText({ count, given, void: others }: Quorum): string {
  const has = given.length === 0 ? "nobody has approved it" : `${list(given)} approved it`;
  const not = others.map(({ approval, why }) => `; the yes of @${approval.username} does not count: ${why}`);
  return `${given.length} of ${count} approvals: ${has}${not.join("")}`;
}

function list(people: readonly { readonly username: string }[]): string {
  return [...new Set(people.map(({ username }) => `@${username}`))].join(", ");
}

/** What else is so there; what is told of its calendar stands beside that. */
function moreOf(gate: Gate, { site: { now } }: Guarded): readonly string[] {
  const { openedAt, expiresAt, armed, override, parkedUntil, reminded, escalatedAt } = gate;
  const end = expiresAt === undefined ? "without an end" : `until ${instantText(expiresAt)}`;
  const ask =
    override && !override.granted
      ? `@${override.asked.username} asked at ${instantText(override.asked.at)} to set its calendar aside: ${override.asked.reason ?? "no reason"}`
      : undefined;
  const granted =
    override?.granted && override.until !== undefined
      ? `@${override.asked.username} and @${override.granted.username} set its calendar aside until ${instantText(override.until)}${override.until <= now ? ", which is over" : ""}: ${override.asked.reason ?? "no reason"}`
      : undefined;
  return [
    `it waits since ${instantText(openedAt)}, ${end}`,
    parkedUntil === undefined ? undefined : `it is parked until ${instantText(parkedUntil)}, when its calendar opens`,
    armed && `@${armed.username} armed it at ${instantText(armed.at)}, until ${instantText(armed.until)}`,
    ask,
    granted,
    reminded && `people were reminded ${reminded.times} times, last at ${instantText(reminded.at)}`,
    escalatedAt === undefined ? undefined : `it was escalated at ${instantText(escalatedAt)}`,
  ].filter((line) => line !== undefined);
}
