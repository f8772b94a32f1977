import type { ActionSpec } from "../core/action.ts";
import { StoreError } from "../core/errors.ts";
import type { RulesEntry } from "../core/journal.ts";
import type { Store, StoredProposal } from "../core/ports.ts";
import { activationFaults } from "../rules/activation.ts";
import { openRulebook, ruleReader } from "../rules/opened.ts";
import { type Applicant, rulesEntry } from "./applicant.ts";
import { packOf } from "./packOf.ts";
import { mayBeSame } from "./person.ts";
import { standingRules, textRules } from "./standing.ts";

/** A person's word on the rules that wait: of exactly that text, after exactly that version. */
export interface Word {
  readonly source: string;
  readonly hash: string;
  /** The version that was active when the person looked. */
  readonly seen: number;
}

/** Why nothing came of it, and what is wrong in a few words for the journal and the person. */
interface Refused {
  readonly refused: "noProposal" | "otherProposal" | "overtaken" | "ownProposal" | "brokenProposal";
  readonly why: string;
}

export type Approved = { readonly version: number; readonly rules: number } | Refused;
export type Rejected = { readonly rejected: { readonly number: number; readonly hash: string } } | Refused;

interface Desk {
  readonly store: Store;
  readonly actions: readonly ActionSpec[];
}

/**
 * Makes the proposed rules the active ones, if somebody else proposed them, they are still the ones that the person saw,
 * and they still follow the active version. What is refused changes nothing, and is journalled.
 *
 * @throws StoreError when the tables cannot be read or written; asking again is safe
 */
export async function approveRules(word: Word, by: Applicant, desk: Desk): Promise<Approved> {
  const { store } = desk;
  const found = await meantBy(word, store);
  if ("refused" in found) return refuse("approve", { word, found }, by, store);
  const { proposal } = found;
  const why = whyNot(proposal, by, desk);
  if (why) return refuse("approve", { word, found: why, proposal }, by, store);
  const { source, hash } = word;
  const rulebook = textRules(proposal.rules);
  const pack = rulebook && packOf(rulebook, proposal.rules, desk.actions);
  const version = await store.applyRulebook(source, proposal.rules, {
    after: proposal.after,
    ...(pack && { pack }),
    journal: rulesEntry(toldOf("approve", { source, hash, proposal }), by),
    ends: proposal.number,
  });
  if (version === undefined) return refuse("approve", { word, found: moved, proposal }, by, store);
  return { version, rules: countOf(proposal) };
}

/** Takes the proposed rules away; whoever proposed them may do so too. @throws StoreError as `approveRules` */
export async function rejectRules(
  word: Omit<Word, "seen">,
  by: Applicant,
  { store }: Pick<Desk, "store">,
): Promise<Rejected> {
  const { source, hash } = word;
  const proposal = await waiting(store, source);
  const found = !proposal ? none : proposal.hash === hash ? undefined : otherThan(proposal);
  if (found || !proposal)
    return refuse("reject", { word: { ...word, seen: proposal?.after ?? 0 }, found: found ?? none }, by, store);
  const { number } = proposal;
  const journal = rulesEntry(toldOf("reject", { source, hash, proposal }), by);
  if (await store.dropProposal(source, number, journal)) return { rejected: { number, hash } };
  return refuse("reject", { word: { ...word, seen: proposal.after }, found: moved, proposal }, by, store);
}

const none: Refused = { refused: "noProposal", why: "no rules wait for approval" };
const moved: Refused = { refused: "overtaken", why: "somebody else approved, rejected or proposed meanwhile" };

function otherThan({ number, hash }: StoredProposal): Refused {
  return {
    refused: "otherProposal",
    why: `proposal ${number} has the hash ${hash.slice(0, 12)}: it is another one now`,
  };
}

/** The rules that wait for somebody; `undefined`: none do. */
export async function waiting(store: Pick<Store, "proposal">, source: string): Promise<StoredProposal | undefined> {
  const found = await store.proposal(source);
  return found && "hash" in found ? found : undefined;
}

async function meantBy(
  { source, hash, seen }: Word,
  store: Store,
): Promise<{ readonly proposal: StoredProposal } | Refused> {
  const [proposal, { version }] = await Promise.all([waiting(store, source), standingRules(store, source)]);
  if (!proposal) return none;
  if (proposal.hash !== hash) return otherThan(proposal);
  if (proposal.after === version && seen === version) return { proposal };
  const why = `version ${version} is active, and the proposal follows version ${proposal.after}`;
  return { refused: "overtaken", why: proposal.after === version ? `${why}, not ${seen}` : why };
}

function whyNot(proposal: StoredProposal, { who }: Applicant, { actions }: Desk): Refused | undefined {
  if (mayBeSame(proposal.by, who))
    return { refused: "ownProposal", why: `${who} may be who proposed it (${proposal.by})` };
  const fault = whyUnfit(proposal, actions);
  return fault === undefined ? undefined : { refused: "brokenProposal", why: fault };
}

/** Another build may have taken it: what is approved must be what this one reads. */
function whyUnfit({ rules }: StoredProposal, actions: readonly ActionSpec[]): string | undefined {
  try {
    const opened = openRulebook({ rules }, ruleReader(actions));
    for (let at = 0; at < opened.count; at++) {
      const rule = opened.read(at);
      if ("reason" in rule) return `${rule.id}: ${rule.reason}`;
    }
    const rulebook = textRules(rules);
    return rulebook && activationFaults(rulebook, actions)[0]?.message;
  } catch (error) {
    if (error instanceof StoreError) return error.message;
    throw error;
  }
}

function countOf({ rules }: StoredProposal): number {
  return textRules(rules)?.rules.length ?? 0;
}

function toldOf(
  step: "approve" | "reject",
  { source, hash, proposal }: { source: string; hash: string; proposal: StoredProposal },
): Parameters<typeof rulesEntry>[0] {
  const { number, by, after } = proposal;
  return { step, source, version: after + 1, hash, rules: countOf(proposal), proposal: number, by };
}

/** A try that changes nothing is written down too. */
async function refuse(
  step: "approve" | "reject",
  { word, found, proposal }: { word: Word; found: Refused; proposal?: StoredProposal },
  by: Applicant,
  store: Store,
): Promise<Refused> {
  const { source, hash, seen } = word;
  const about: Pick<RulesEntry, "version" | "rules"> = { version: seen + 1, rules: 0 };
  const told = proposal ? toldOf(step, { source, hash, proposal }) : { step, source, hash, ...about };
  await store.commit([{ journal: rulesEntry({ ...told, refused: found.why }, by) }]);
  return found;
}
