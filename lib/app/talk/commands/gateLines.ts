import type { Gate } from "../../../core/gate.ts";
import type { GitLabReads } from "../../../core/gitlab.ts";
import type { Line } from "../../../core/message.ts";
import { instantText } from "../../../core/time.ts";
import { gateRules } from "../../gates/gateRules.ts";
import { type NeedOfRule, needsOf } from "../../gates/why.ts";
import type { TalkDesk } from "../desk.ts";

/** How a gate stands: what its rules ask for and who has said yes, as GitLab says now. */
export interface GateSeen {
  readonly lines: readonly Line[];
  /** How many people more must say yes, for all of its rules. */
  readonly missing: number;
  /** In what its rules are others than when somebody looked at it. */
  readonly changed?: string;
}

/** @throws StoreError, GitLabError */
export async function seeGate(source: string, gate: Gate, desk: TalkDesk, reads: GitLabReads): Promise<GateSeen> {
  const { rules, changed } = await gateRules(source, desk)(gate);
  const task = await desk.store.task(gate.task);
  const notes: string[] = [];
  const asked = { gate, now: desk.clock(), notes };
  const active = await desk.rules(source);
  const needs = task ? await needsOf(rules, { ...asked, task }, { active, reads }) : [];
  const lines = [...needs.flatMap(needLines), ...moreOf(gate), ...notes.map((note): Line => [note])];
  const missing = Math.max(0, ...needs.map(missingOf));
  return { lines, missing, ...(changed !== undefined && { changed }) };
}

function missingOf({ approvals }: NeedOfRule): number {
  return approvals ? Math.max(0, approvals.count - new Set(approvals.given.map(({ userId }) => userId)).size) : 0;
}

function needLines({ rule, approvals, calendar }: NeedOfRule): readonly Line[] {
  const lines: Line[] = [];
  if (approvals) {
    const { count, given, void: withdrawn } = approvals;
    const who = given.length === 0 ? "" : `: ${given.map(({ username }) => `@${username}`).join(", ")}`;
    lines.push([{ code: rule }, ` has ${given.length} of ${count} approval${count === 1 ? "" : "s"}${who}`]);
    for (const { approval, why } of withdrawn) lines.push([`the yes of @${approval.username} does not count: ${why}`]);
  }
  if (calendar && !calendar.isOpen) {
    const opens = calendar.opensAt === undefined ? "" : `; it opens at ${instantText(calendar.opensAt)}`;
    lines.push([{ code: rule }, ` waits for the calendar ${calendar.name}${opens}`]);
  }
  return lines;
}

function moreOf({ gives, armed, closed, expiresAt }: Gate): readonly Line[] {
  const lines: (string | undefined)[] = [
    gives.length === 0 ? undefined : `it is played with ${gives.join(", ")}`,
    closed && `it is closed: ${closed.why}`,
    armed && `@${armed.username} armed it until ${instantText(armed.until)}`,
    expiresAt === undefined || closed ? undefined : `it waits until ${instantText(expiresAt)}`,
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [[line]]));
}

/** What a gate would let through, so that people see what they said yes to. */
export function contentLine({ ref, environment, sha, gives }: Gate): Line {
  const parts: Line[] = [
    ...(ref === undefined ? [] : [["of ", { code: ref }]]),
    ...(environment === undefined ? [] : [["to ", { code: environment }]]),
    ...(sha === undefined ? [] : [["at ", { code: sha.slice(0, 8) }]]),
    gives.length === 0 ? ["without variables"] : [`with ${gives.join(", ")}`],
  ];
  return parts.flatMap((part, at) => (at === 0 ? part : [" ", ...part]));
}
