import { deploymentWords } from "../../core/deployment.ts";
import { jobStatuses } from "../../core/job.ts";
import { roleLevels } from "../../core/looked.ts";

/** What is known of the values that a fact may have. */
export interface FactShape {
  /** All of them, where the list is closed. */
  readonly words?: readonly string[];
  /** GitLab may say that there is none; then every clause about it says no. */
  readonly mayBeAbsent?: true;
  /** Nothing leaves it unknown. */
  readonly isAlwaysKnown?: true;
  /** Whole numbers only. */
  readonly isWhole?: true;
  /** The smallest that there is. */
  readonly least?: number;
  /** A glob over what such texts look like; default: some text. */
  readonly looks?: string;
  /** Of several texts: what the only one is like where none must be there, but some is. */
  readonly usual?: readonly string[];
}

const flag: FactShape = { words: ["true", "false"] };
const absentText: FactShape = { mayBeAbsent: true };

/** GitLab's numbers for roles; those between them, of roles that this version does not know, count as the one below. */
const levels = [0, ...Object.values(roleLevels)].map(String);

/** Every fact that conditions ask for. */
export const shapes: Readonly<Record<string, FactShape>> = {
  "project.id": { isWhole: true, least: 1, isAlwaysKnown: true },
  "project.path": { looks: "?*/?**" },
  status: { words: jobStatuses },
  name: { isAlwaysKnown: true },
  group: { isAlwaysKnown: true },
  stage: {},
  ref: {},
  tag: flag,
  failureReason: absentText,
  files: { words: ["present", "absent"] },
  expiry: {},
  ended: { least: 0 },
  fileTypes: { usual: ["archive", "**"] },
  fileBytes: { isWhole: true, least: 1 },
  runnerTags: absentText,
  runner: absentText,
  age: { least: 0 },
  queuedFor: { least: 0, mayBeAbsent: true },
  ranFor: { least: 0, mayBeAbsent: true },
  environment: absentText,
  environmentTier: absentText,
  deployment: { words: deploymentWords, mayBeAbsent: true },
  allowFailure: flag,
  when: {},
  bridge: { ...flag, isAlwaysKnown: true },
  archived: flag,
  attempt: { isWhole: true, least: 1 },
  protected: flag,
  fork: flag,
  pipelineSource: absentText,
  mergeRequest: absentText,
  pipelineStatus: { words: jobStatuses, mayBeAbsent: true },
  newest: flag,
  superseded: flag,
  "by.user": absentText,
  "by.role": { words: levels, mayBeAbsent: true },
  "by.group": absentText,
  "by.bot": { ...flag, mayBeAbsent: true },
  latest: flag,
  rank: { isWhole: true, least: 1, mayBeAbsent: true },
  failureClass: absentText,
  exitCode: { isWhole: true, mayBeAbsent: true },
  log: absentText,
  jobs: {},
};

/** The levels of a role and of all above it. */
export function levelsFrom(role: keyof typeof roleLevels): readonly string[] {
  return levels.filter((level) => Number(level) >= roleLevels[role]);
}
