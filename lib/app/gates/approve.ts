import type { Approval, Gate } from "../../core/gate.ts";
import type { Instant } from "../../core/time.ts";
import { type DecideDesk, decideAtGate, type Needs, whyNoneCounts } from "./decide.ts";
import { whyOld } from "./quorum.ts";
import type { Spoke, Word, WordRefused } from "./speak.ts";

/** So many yeses an item keeps, the newest: more than any rule can ask for, and few enough for one item. */
const mostKept = 100;

/** A yes to what has this digest, and to nothing else. */
export interface Yes extends Word {
  readonly digest: string;
}

/**
 * Says yes to what a gate would let through, if that counts for one of its rules by what GitLab says now. Saying it again
 * changes nothing, unless the older yes counts no more for its age. Whoever rejected the gate opens it again.
 *
 * @throws StoreError, GitLabError when the tables or GitLab cannot be asked; saying it again is safe
 */
export async function approve(yes: Yes, desk: DecideDesk): Promise<Spoke> {
  return await decideAtGate(
    yes,
    {
      name: "approve",
      task: "wake",
      isOfContent: true,
      whyNot: (gate) => whyNotThis(gate, yes),
      whyNobody: (needs, ground) => whyNoneCounts(yes.person, needs, ground),
      after: (gate, now, needs) => approved(gate, { yes, needs, now }),
    },
    desk,
  );
}

function whyNotThis({ closed, digest }: Gate, yes: Yes): WordRefused | undefined {
  const isOwn = closed?.how === "rejected" && closed.by?.userId === yes.person.userId;
  if (closed && !isOwn) return { refused: "gateClosed", why: `the gate is closed: ${closed.why}` };
  if (yes.digest === digest) return undefined;
  return { refused: "otherContent", why: "what would be played now is not what was approved: it has changed since" };
}

function approved(
  gate: Gate,
  { yes, needs, now }: { readonly yes: Yes; readonly needs: Needs; readonly now: Instant },
): Gate {
  const { person, from, who, reason, digest } = yes;
  const { closed, ...open } = gate;
  const before = gate.approvals.find(({ userId }) => userId === person.userId);
  const isFresh = before && needs.every((need) => whyOld(before, need, { gate, now }) === undefined);
  if (isFresh && !closed) return gate;
  const approval: Approval = { ...person, at: now, from, who, ...(reason !== undefined && { reason }), digest };
  const others = gate.approvals.filter((one) => one !== before);
  return { ...open, approvals: [...others, approval].slice(-mostKept) };
}
