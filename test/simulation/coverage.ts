import { noCallFaults, noLookFaults, noTableFaults } from "./profile.ts";

// What a large run must have met at least once, so that nobody believes in schedules that never met the danger.

const steps = [
  ...[
    "plan",
    "merge",
    "poke",
    "revive",
    "close",
    "claim",
    "claim from claimed",
    "claim from calling",
    "mark",
    "followUp",
  ],
  ...["done", "skipped", "refused", "reported", "attention", "waiting"].map((state) => `record ${state}`),
];
const requests = [
  ...["plan", "merge", "poke", "revive", "close", "claim", "mark", "record", "journal", "task", "note", "dueTasks"].map(
    (what) => `table ${what}`,
  ),
  ...["look at a job", "look at runs", "look at a project", "look at a page of jobs"],
  ...["call retry", "call cancel", "call play", "call keep", "call deleteArtifacts"],
];
const outcomes = ["done", "skipped", "refused", "reported", "again", "next", "unknown", "attention"];

/** Every word that must be met. */
export const expected: readonly string[] = [
  ...steps.map((step) => `step ${step}`),
  ...requests.flatMap((request) => [`crash before ${request}`, `crash after ${request}`]),
  ...Object.keys(noCallFaults).map((fault) => `call ${fault}`),
  "call down",
  "call fine",
  ...Object.keys(noLookFaults).map((fault) => `look ${fault}`),
  ...Object.keys(noTableFaults).flatMap((fault) =>
    fault === "stale"
      ? "table stale at dueTasks"
      : ["plan", "claim", "mark", "record"].map((what) => `table ${fault} at ${what}`),
  ),
  ...outcomes.map((outcome) => `outcome ${outcome}`),
  ...["hook lost", "hook told twice", "record lost", "record twice", "record late", "tick missing", "frozen", "deploy"],
  ...["stopped", "resumed", "rules changed", "hold accepted", "redriven", "meddled with", "answered deferred"],
  ...["pipeline canceled", "pipeline archived", "pipeline deleted", "pipeline begun by a job", "table met: conflict"],
  ...["retry", "play", "cancel", "keep", "erase"].map((verb) => `person: ${verb}`),
  "retries that GitLab worked on at once",
  ...["said", "noRight", "ownWork", "otherContent", "alreadyPlayed", "gateClosed"].map(
    (answer) => `approve: ${answer}`,
  ),
  ...["reject: said", "override: said", "override: noRight", "role lost", "role given back"],
];

/** What was never met. */
export function missedOf(sometimes: Readonly<Record<string, number>>): string[] {
  return expected.filter((word) => !sometimes[word]);
}
