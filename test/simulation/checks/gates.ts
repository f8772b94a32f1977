import { type Question, whyNotYet } from "../plainGate.ts";
import { ruleKinds } from "../rulebooks.ts";
import type { Stage } from "../stage.ts";
import type { Book, Sent } from "../witness.ts";
import type { Judge } from "./judge.ts";
import { about } from "./once.ts";

/** A few milliseconds lie between what is read and what is written. */
const momentMillis = 50;
/** A call rests on a look of at most so long ago. */
const freshMillis = 5_000;

/**
 * Gates: whatever is played had, when it was marked, all that its rules wait for, by what people really said and by what they
 * might really do while the worker looked.
 */
export function checkGates(stage: Stage, judge: Judge): void {
  if (stage.profile.words === 0) return;
  for (const sent of stage.witness.sent) {
    const asked = questionOf(stage, sent);
    if (!asked) continue;
    judge.cases("gates");
    const whys = asked.map((one) => whyNotYet(stage, one));
    if (whys.includes(undefined)) judgeAge(stage, { sent, asked }, judge);
    else judge.broken("gates", `${about(sent)}: ${[...new Set(whys)].join(", or ")}`);
  }
}

/** What is asked of a play, by each rulebook that its look may have read; nothing of what stands at no gate. */
function questionOf({ witness, gates }: Stage, { verb, task, jobId, sentAt }: Sent): readonly Question[] | undefined {
  if (verb !== "play" || !task) return undefined;
  const to = witness.marks.findLast((mark) => mark.task.id === task.id && mark.at <= sentAt)?.at ?? sentAt;
  const from = (gates.claimed.get(`${task.id} ${task.rev}`) ?? to) - momentMillis;
  const wanting = task.wants.map(({ rule }) => rule.split("@")[0] ?? "");
  const asked = booksOf(witness.books, { from, to }).map((book) => ({
    jobId,
    book,
    wanting,
    from,
    to,
    callAt: sentAt,
  }));
  const isGate = asked.some(({ book }) => book.kinds.some((name) => ruleKinds[name].gate));
  return isGate ? asked : undefined;
}

/** Those that were active at any moment of a time. */
function booksOf(
  books: readonly Book[],
  { from, to }: { readonly from: number; readonly to: number },
): readonly Book[] {
  return books.filter((book, at) => book.from <= to && (books[at + 1]?.from ?? Number.POSITIVE_INFINITY) >= from);
}

/** The job is looked at right before the call; what people may do was asked before the mark. */
function judgeAge(
  stage: Stage,
  { sent, asked }: { readonly sent: Sent; readonly asked: readonly Question[] },
  judge: Judge,
) {
  const from = sent.sentAt - freshMillis - momentMillis;
  const late = asked.map((one) => whyNotYet(stage, { ...one, from: Math.max(one.from, Math.min(from, one.to)) }));
  if (!late.includes(undefined))
    judge.apart(`gates: more than 5 s before the call it was so: ${late[0]?.replaceAll(/\d+/g, "n")}`);
}
