import type { Facts } from "../../core/event.ts";
import type { Approval, Gate, Person } from "../../core/gate.ts";
import type { GitLabReads } from "../../core/gitlab.ts";
import { spanSeconds } from "../../core/span.ts";
import type { Instant } from "../../core/time.ts";
import type { Approvals } from "../../rules/approvals.ts";
import type { CompiledRule } from "../../rules/compile.ts";
import { isAmong } from "../rights/among.ts";
import { authorsOf } from "../rights/authors.ts";
import { mayDo, type Right } from "../rights/mayDo.ts";

/** What is known of the approvals that a rule requires. */
export interface Quorum {
  /** `rule@version` */
  readonly rule: string;
  readonly needs: Approvals;
  /** So many distinct people must say yes. */
  readonly count: number;
  /** Whose approvals count now. While there are too few to open the gate, whether they still may is not asked. */
  readonly given: readonly Approval[];
  /** Whose approvals do not, and why. */
  readonly void: readonly { readonly approval: Approval; readonly why: string }[];
}

interface At {
  readonly gate: Pick<Gate, "approvals" | "digest">;
  readonly now: Instant;
}

/** Where yes and no are asked about: the job, and the looks. */
export interface Ground {
  readonly facts: Facts;
  readonly reads: GitLabReads;
}

/**
 * The rules' requirements, each with who has said yes to this very content and may say so now. GitLab is asked only once
 * there are enough for all of them.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function quorumsOf(
  rules: readonly CompiledRule[],
  { gate, facts, now }: At & { readonly facts: Facts },
  reads: GitLabReads,
): Promise<readonly Quorum[]> {
  const said = saidYes(rules, { gate, now });
  if (!isMet(said)) return said;
  const found: Quorum[] = [];
  for (const quorum of said) found.push(await withRights(quorum, { facts, reads }));
  return found;
}

/** The rules' requirements, each with who has said yes to this very content. Whether they may is not asked. */
export function saidYes(rules: readonly CompiledRule[], { gate, now }: At): readonly Quorum[] {
  return rules.flatMap(({ name, rule: { require } }) => {
    const needs = require?.approvals;
    if (!needs) return [];
    const old = gate.approvals.map((approval) => ({ approval, why: whyOld(approval, needs, { gate, now }) }));
    return [
      {
        rule: name,
        needs,
        count: needs.count,
        given: old.filter(({ why }) => why === undefined).map(({ approval }) => approval),
        void: old.flatMap(({ approval, why }) => (why === undefined ? [] : [{ approval, why }])),
      },
    ];
  });
}

async function withRights(quorum: Quorum, ground: Ground): Promise<Quorum> {
  const given: Approval[] = [];
  const withdrawn = [...quorum.void];
  for (const approval of quorum.given) {
    const no = await whyNoYes(approval, quorum.needs, ground);
    if (no) withdrawn.push({ approval, why: no.why });
    else given.push(approval);
  }
  return { ...quorum, given, void: withdrawn };
}

/** Whether so many distinct people have said yes as each of the rules requires. */
export function isMet(quorums: readonly Quorum[]): boolean {
  return quorums.every((quorum) => missingOf(quorum) === 0);
}

/** How many people more must say yes. */
export function missingOf({ count, given }: Quorum): number {
  return Math.max(0, count - new Set(given.map(({ userId }) => userId)).size);
}

/** Why a yes says nothing of what a gate would let through now; `undefined`: it does. */
export function whyOld(
  { at, digest }: Approval,
  { within }: Pick<Approvals, "within">,
  { gate, now }: { readonly gate: Pick<Gate, "digest">; readonly now: Instant },
): string | undefined {
  if (digest !== gate.digest) return "it was a yes to something else, which has changed since";
  const seconds = within === undefined ? undefined : spanSeconds(within);
  return seconds !== undefined && now >= at + seconds * 1000 ? `it was given more than ${within} ago` : undefined;
}

/** Why a person's yes does not count: in a word for programs, and in a sentence. */
export interface NoYes {
  readonly refused: "ownWork" | "noRight";
  readonly why: string;
}

/**
 * Why a person's yes to playing a job does not count; `undefined`: it does. By what GitLab says now, and what it does not
 * say is a no.
 *
 * @throws GitLabError when GitLab cannot be asked
 */
export async function whyNoYes(
  person: Person,
  needs: Pick<Approvals, "from" | "notAuthor">,
  { facts, reads }: Ground,
): Promise<NoYes | undefined> {
  if (needs.notAuthor !== false) {
    const authors = await authorsOf(facts, reads);
    if ("unknown" in authors) return noRight(`it cannot be learnt who wrote it: ${authors.unknown}`);
    if (authors.userIds.includes(person.userId))
      return {
        refused: "ownWork",
        why: `@${person.username} wrote it or began its pipeline: nobody approves their own`,
      };
  }
  const { project } = facts;
  return (
    whyOf(await isAmong(person, needs.from, { project, reads })) ??
    whyOf(await mayDo(person, "play", facts, reads)) ??
    (await whyBot(person, reads))
  );
}

/** Whoever holds a bot's token may be anybody. */
export async function whyBot(
  { userId, username }: Person,
  reads: Pick<GitLabReads, "userIsBot">,
): Promise<NoYes | undefined> {
  const isBot = await reads.userIsBot(userId);
  if (isBot === false) return undefined;
  return noRight(
    isBot ? `@${username} is a bot: only people count` : `it cannot be learnt whether @${username} is a bot`,
  );
}

function whyOf(right: Right): NoYes | undefined {
  return right.may ? undefined : noRight(right.why);
}

function noRight(why: string): NoYes {
  return { refused: "noRight", why };
}
