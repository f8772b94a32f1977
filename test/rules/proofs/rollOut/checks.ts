import type { DeliveryEntry, Entry, RulesEntry } from "../../../../lib/core/journal.ts";
import type { VersionNote } from "../../../../lib/core/ports.ts";
import type { Delivery, Run } from "./machines.ts";
import type { Deed } from "./people.ts";
import type { Activation } from "./tables.ts";
import { type Meaning, meaningsOf, sayYes } from "./texts.ts";

/** All that a schedule left behind. */
export interface Left {
  /** Every version's text, and what is told of it. */
  readonly texts: ReadonlyMap<number, { readonly stored: string; readonly hash: string }>;
  readonly notes: ReadonlyMap<number, VersionNote>;
  readonly activations: readonly Activation[];
  readonly entries: readonly Entry[];
  readonly deliveries: ReadonlyMap<string, Delivery>;
  readonly runs: readonly Run[];
  readonly deeds: readonly Deed[];
}

/** What is wrong, a line each; empty: every promise held. */
export function wrongIn(left: Left): string[] {
  const deliveries = left.entries.filter((one): one is DeliveryEntry => one.kind === "delivery");
  return [
    ...numbered(left),
    ...deliveries.flatMap((entry) => delivered(entry, left)),
    ...left.runs.flatMap((run) => ran(run, left)),
    ...left.deeds.flatMap((deed) => came(deed, left)),
    ...[...left.notes.keys()].flatMap((version) => approved(version, left)),
    ...journalled(left),
  ];
}

/** Versions have no gap, and each became active once, in their order. */
function numbered({ texts, activations }: Left): string[] {
  const versions = [...texts.keys()].toSorted((one, other) => one - other);
  const isWhole = versions.every((version, at) => version === at + 1);
  const isInOrder = activations.every(({ version }, at) => version === at + 1);
  return isWhole && isInOrder && activations.length === versions.length
    ? []
    : [`the versions are ${versions.join()}, activated ${activations.map(({ version }) => version).join()}`];
}

const rollOutMillis = 60_000;

/** A delivery's verdicts carry one version, say what its text says, and the version is not older than a minute. */
function delivered({ delivery, verdicts }: DeliveryEntry, { texts, activations, deliveries }: Left): string[] {
  const came = deliveries.get(delivery);
  if (verdicts.length === 0 || !came) return [];
  const versions = [...new Set(verdicts.map(({ rule }) => Number(rule.split("@")[1])))];
  const [version = 0] = versions;
  if (versions.length !== 1) return [`${delivery}: mixed versions ${versions.join()}`];
  const text = texts.get(version);
  if (!text) return [`${delivery}: version ${version} is none`];
  const { name, status } = came.job;
  const found = verdicts.filter(({ answer }) => answer === "yes").map(({ rule }) => rule.split("@")[0]);
  const meant = status === "failed" || status === "manual" ? sayYes(text.stored, name).map(({ id }) => id) : [];
  const least = newestAt(came.at - rollOutMillis, activations);
  return [
    ...(found.toSorted().join() === meant.toSorted().join()
      ? []
      : [`${delivery}: ${found.join()} said yes to ${name} as version ${version}, whose text means ${meant.join()}`]),
    ...(version < least ? [`${delivery}: decided by version ${version}, a minute after ${least}`] : []),
  ];
}

function newestAt(since: number, activations: readonly Activation[]): number {
  return Math.max(0, ...activations.filter(({ at }) => at < since).map(({ version }) => version));
}

/** A run decides by one version, which was active when it began or later, and calls only what that one wants. */
function ran({ least, versions, calls }: Run, { texts }: Left): string[] {
  const [version = least] = versions;
  if (versions.some((one) => one !== version)) return [`a run decided by versions ${versions.join()}`];
  const stored = texts.get(version)?.stored ?? '{"rules":[]}';
  const unwanted = calls.filter(
    ({ verb, name }) => !sayYes(stored, name).some((rule) => rule.mode === "enforce" && rule.verb === verb),
  );
  return [
    ...(version < least ? [`a run that began under version ${least} decided by version ${version}`] : []),
    ...unwanted.map(({ verb, name }) => `${verb} of ${name} was called by version ${version}, which does not want it`),
  ];
}

/** What was granted followed what its person saw, and is what the person meant; nothing else became active. */
function came({ what, seen, version, stored, hash, of }: Deed, { texts }: Left): string[] {
  if (version === undefined) return [];
  const text = texts.get(version);
  const meant = stored ?? (of === undefined ? undefined : texts.get(of)?.stored);
  return [
    ...(version === seen + 1 ? [] : [`${what} made version ${version}, but its person saw ${seen}`]),
    ...(meant === undefined || text?.stored === meant ? [] : [`version ${version} is not what its ${what} meant`]),
    ...(hash === undefined || text?.hash === hash ? [] : [`version ${version} is not the proposal that was approved`]),
  ];
}

/** What plays and acts, and did not before, had a second person, or was active before. */
function approved(version: number, { texts, notes }: Left): string[] {
  const plays = (one: number) =>
    meaningsOf(texts.get(one)?.stored ?? '{"rules":[]}').some(
      ({ verb, mode }: Meaning) => verb === "play" && mode === "enforce",
    );
  const note = notes.get(version);
  if (version === 1 || !plays(version) || plays(version - 1)) return [];
  const isFine = note?.cause === "rollback" || (note?.cause === "approve" && note.by !== note.who);
  return isFine ? [] : [`version ${version} plays, and is by ${note?.cause} of ${note?.who} alone`];
}

/** Each version after the first has its one entry and its one deed; what was refused has made none. */
function journalled({ entries, texts, deeds }: Left): string[] {
  const rules = entries.filter((one): one is RulesEntry => one.kind === "rules" && one.refused === undefined);
  const made = rules.filter(({ step }) => step === "apply" || step === "approve" || step === "rollback");
  return [...texts.keys()].flatMap((version) => {
    if (version === 1) return [];
    const own = made.filter((one) => one.version === version);
    const [by] = deeds.filter((deed) => deed.version === version);
    const isTrue = own.length === 1 && own[0]?.who === by?.who && own[0]?.hash === texts.get(version)?.hash;
    return isTrue ? [] : [`version ${version} has ${own.length} entries, or not the one of who made it`];
  });
}
