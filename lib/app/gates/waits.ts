import type { Outcome } from "../../core/outcome.ts";
import { spanSeconds } from "../../core/span.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { Aside } from "./aside.ts";
import { isMet, missingOf, type Quorum } from "./quorum.ts";

/** What a gate waits for, in words: people, a calendar, and what was said of that. */
export function waitsText(quorums: readonly Quorum[], closed?: Outcome, aside?: Aside): string {
  const missing = quorums.filter((quorum) => !isMet([quorum])).map(missingText);
  const free = aside && "until" in aside ? [`the calendar is set aside until ${instantText(aside.until)}`] : [];
  if (closed?.kind !== "again") return [...missing, ...free].join("; ");
  const gone = quorums.flatMap((quorum) => goneText(quorum, closed.at));
  const said = aside && "why" in aside ? [aside.why] : [];
  return [...missing, closed.reason, ...gone, ...said].join("; ");
}

function missingText({ rule, count, given, void: withdrawn }: Quorum): string {
  const people = given.map(({ username }) => `@${username}`).join(", ");
  const others = withdrawn.map(({ approval, why }) => `; that of @${approval.username} does not count: ${why}`);
  return `${rule} needs ${count} approval${count === 1 ? "" : "s"} and has ${given.length}${people && ` (${people})`}${others.join("")}`;
}

/** Of approvals that are enough now, and will not be at the opening. */
function goneText(quorum: Quorum, opensAt: Instant): string[] {
  const { rule, needs, given } = quorum;
  const seconds = needs.within === undefined ? undefined : spanSeconds(needs.within);
  if (seconds === undefined || missingOf(quorum) > 0) return [];
  const left = given.filter(({ at }) => opensAt < at + seconds * 1000);
  if (missingOf({ ...quorum, given: left }) === 0) return [];
  const gone = given.filter((one) => !left.includes(one)).map(({ username }) => `@${username}`);
  return [
    `by then the approval of ${gone.join(" and ")}, which ${rule} counts for ${needs.within}, has run out: give it again after that`,
  ];
}
