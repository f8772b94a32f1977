import { conditionWords } from "./conditionWords.ts";
import type { Words } from "./words.ts";

const file: Words = {
  has: ["cases", "bases"],
  keys: {
    rules: "Files of the rules that are asked, beside this one; the file of the same name unless it is given.",
    at: "The moment of all cases that name none; Monday 2026-01-05T12:00:00Z unless it is given.",
    on: "What causes the rules in all cases that say nothing else.",
    given: "What all cases share.",
    bases: "What some cases share, by a name for their `given: { base: NAME }`.",
    cases: "The cases.",
  },
};

const one: Words = {
  has: ["name", "expect"],
  keys: {
    name: "A sentence about the rules, for people.",
    at: "The moment at which the rules are asked.",
    on: "What causes the rules; each by whatever causes it unless it is given.",
    given: "What is known of the job, in the words of the conditions; the rest is unknown.",
    expect: "What each rule must say, by its id; `nothing: true` means that all others say no.",
  },
};

const given: Words = {
  has: ["base", "failureReason"],
  keys: {
    ...conditionWords,
    project: "The full path, the id, or { id, path }.",
    name: "The job's name; `job` unless it is given.",
    since: "How long the status has lasted, or when it began; the moment of the case unless it is given.",
    sha: "The commit, for templates.",
    pipeline: "The pipeline's id, for templates.",
    artifacts:
      "`present`, `absent`, or what the job left: an archive of 1MB that expires in 30 days, but for what is given.",
    exitCode: "What the script ended with; taken from the log unless it is given.",
    log: "The log as a runner writes it, with lines such as `section_start:get_sources`; or its sections, and their `end`.",
    jobs: "The other jobs of the pipeline.",
    endedFor: "How long ago it ended.",
    command: "What a person said in chat; the person is told by `by`.",
    approvals: "How many people have approved, all of whom count; nobody unless it is given.",
    base: "The name of one of the file's `bases`, whose words hold where these say nothing else.",
    unknown: "Words that are not known after all, whatever the base or the file gives.",
  },
};

const told: Words = {
  has: ["answer", "because"],
  keys: {
    answer: "What the rule says.",
    because: "Where the deciding condition stands in the rule, or the end of that: `failureReason`.",
    waits:
      "When it acts: a span from the case's moment, a moment, `no` (at once), `never`, or `people` (its gate lacks approvals).",
    do: "The verb, or what it sends after templates: { play: { variables: { … } } }.",
    refused: "Why nothing is done although the rule says yes: a part of the reason.",
    asks: "All that a look would be asked for.",
  },
};

/** Every kind of object of a file of cases whose keys have words. */
export const caseWords: readonly Words[] = [file, one, given, told];
