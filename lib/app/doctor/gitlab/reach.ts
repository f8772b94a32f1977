import type { Diagnosis } from "../../../core/diagnosis.ts";
import type { SeenSelf, Told, Untold } from "../../../core/doctorLooks.ts";
import { usualPerMinute } from "../../../core/throttleSizes.ts";
import { ill, well } from "./diagnose.ts";
import type { IllnessId } from "./illnesses.ts";
import type { GitLabPatient, PatientToken } from "./patient.ts";

/** A token, and what it and its GitLab say of themselves. */
export interface SeenToken extends PatientToken {
  readonly self: Told<SeenSelf>;
}

/** Why nobody is there, by what kept the look from GitLab; what is missing is GitLab's own no to a token. */
const unreached: Readonly<Partial<Record<Untold["why"], IllnessId>>> = {
  noName: "gitlabNoName",
  refused: "gitlabRefused",
  certificate: "gitlabCertificate",
  timeout: "gitlabTimeout",
  broken: "gitlabBroken",
  odd: "gitlabBroken",
  missing: "gitlabBroken",
  throttled: "gitlabBusy",
};

const oldest = 9;
const warnSeconds = 5;
const breakSeconds = 120;

/** Whether GitLab is there, and is one that can be used. `undefined`: it is not, and nothing else can be looked at. */
export function reached(patient: GitLabPatient, tokens: readonly SeenToken[]): readonly Diagnosis[] | undefined {
  return tokens.some(({ self }) => !("untold" in self) || unreached[self.untold.why] === undefined)
    ? undefined
    : tokens.slice(0, 1).flatMap(({ self }) => ("untold" in self ? unreachedOf(patient, self.untold) : []));
}

function unreachedOf({ source, url }: GitLabPatient, { why, words, cure }: Untold): readonly Diagnosis[] {
  const id = unreached[why];
  return id
    ? [ill(id, { about: aboutGitLab(source), says: `${url} cannot be asked: ${words}.`, cure: `${cure}.` })]
    : [];
}

export function aboutGitLab(source: string): string {
  return `GitLab of ${source}`;
}

/** Its version, its clock beside ours, and how much may be asked of it. */
export function examineInstance(patient: GitLabPatient, tokens: readonly SeenToken[]): readonly Diagnosis[] {
  const known = tokens.flatMap(({ self }) => ("told" in self ? [self.told] : []));
  if (known.length === 0) return [];
  return [versionOf(patient, known), ...clockOf(patient, tokens), ...rateOf(patient, tokens)];
}

function versionOf({ source, url }: GitLabPatient, known: readonly SeenSelf[]): Diagnosis {
  const about = aboutGitLab(source);
  const { version, release } = known.find((self) => self.version !== undefined) ?? {};
  if (version === undefined)
    return ill("gitlabVersionUnknown", { about, says: `${url} answers, but tells no token its version.` });
  if (release && release[0] < oldest) return ill("gitlabTooOld", { about, says: `${url} is GitLab ${version}.` });
  return well("gitlabReached", "gitlab", about, `${url} is GitLab ${version}.`);
}

function clockOf({ source }: GitLabPatient, tokens: readonly SeenToken[]): readonly Diagnosis[] {
  const aheads = tokens.flatMap(({ looks }) => looks.heads().clockAheadSeconds ?? []);
  const [ahead] = aheads.toSorted((one, other) => Math.abs(one) - Math.abs(other));
  if (ahead === undefined) return [];
  const about = `clocks of ${source}`;
  const seconds = Math.abs(ahead);
  if (seconds <= warnSeconds) return [well("clockTogether", "clock", about, "GitLab's clock and ours go together.")];
  const says = `GitLab's clock is ${Math.round(seconds)} s ${ahead > 0 ? "ahead of" : "behind"} ours.`;
  return [ill("clockApart", { about, says, level: seconds > breakSeconds ? "broken" : "warning" })];
}

function rateOf({ source, requestsPerMinute }: GitLabPatient, tokens: readonly SeenToken[]): readonly Diagnosis[] {
  const limits = tokens.flatMap(({ looks }) => looks.heads().mostPerMinute ?? []);
  const about = `requestsPerMinute of ${source}`;
  const ours = requestsPerMinute ?? usualPerMinute;
  const theirs = Math.min(...limits);
  const said = limits.length === 0 ? "GitLab tells of no limit" : `GitLab allows a user ${theirs}`;
  if (theirs >= ours) return [well("rateFits", "gitlab", about, `We send at most ${ours} requests a minute; ${said}.`)];
  const cure = `Set requestsPerMinute of ${source} to ${Math.max(1, Math.floor(theirs * 0.9))}, or raise the limit in GitLab.`;
  return [ill("rateAboveGitLab", { about, says: `We send up to ${ours} requests a minute; ${said}.`, cure })];
}
