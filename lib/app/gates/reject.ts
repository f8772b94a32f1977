import type { Gate } from "../../core/gate.ts";
import { roleLevels } from "../../core/looked.ts";
import type { Instant } from "../../core/time.ts";
import { authorsOf } from "../rights/authors.ts";
import { type DecideDesk, decideAtGate, type Needs, whyNoneCounts } from "./decide.ts";
import { type Ground, type NoYes, whyBot } from "./quorum.ts";
import type { Spoke, Word, WordRefused } from "./speak.ts";

/**
 * Closes a gate whatever changes later, with a reason: whoever may approve it can, and, to withdraw it, whoever wrote it or
 * began its pipeline. It is opened again by redriving its task, anew and empty, and by a yes of whoever rejected it.
 *
 * @throws StoreError, GitLabError when the tables or GitLab cannot be asked; saying it again is safe
 */
export async function reject(word: Word, desk: DecideDesk): Promise<Spoke> {
  return await decideAtGate(
    word,
    {
      name: "reject",
      task: "close",
      isOfContent: false,
      whyNot: (gate) => whyNotThis(gate, word),
      whyNobody: (needs, ground) => whyNoNo(word, needs, ground),
      after: (gate, now) => rejected(gate, word, now),
    },
    desk,
  );
}

function whyNotThis({ closed }: Gate, { person, reason = "" }: Word): WordRefused | undefined {
  const isOwn = closed?.how === "rejected" && closed.by?.userId === person.userId;
  if (closed && !isOwn) return { refused: "gateClosed", why: `the gate is closed already: ${closed.why}` };
  return reason.trim() === "" ? { refused: "noReason", why: "a rejection needs a reason" } : undefined;
}

/** Whoever may approve may reject, their own work too; whoever wrote it may take it back while they are in the project. */
async function whyNoNo({ person }: Word, needs: Needs, ground: Ground): Promise<NoYes | undefined> {
  const anybodys = needs.map((need) => ({ ...need, notAuthor: false }));
  const no = await whyNoneCounts(person, anybodys, ground);
  if (!no) return undefined;
  const { facts, reads } = ground;
  const authors = await authorsOf(facts, reads);
  const level = (await reads.memberLevel(facts.project.id, person.userId)) ?? 0;
  const isTheirs = !("unknown" in authors) && authors.userIds.includes(person.userId);
  if (!isTheirs || level < roleLevels.developer) return no;
  return await whyBot(person, reads);
}

function rejected(gate: Gate, { person, reason = "" }: Word, now: Instant): Gate {
  // The same no again changes nothing.
  if (gate.closed) return gate;
  const why = `rejected by @${person.username}: ${reason.trim()}`;
  const approvals = gate.approvals.filter(({ userId }) => userId !== person.userId);
  return { ...gate, approvals, closed: { how: "rejected", at: now, why, by: person } };
}
