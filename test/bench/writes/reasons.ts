import type { Step } from "./words.ts";

// Why a retry asks the tables what it asks, by what each request is about first; the numbers are those of docs/promises.md.

const writes: Readonly<Record<string, string>> = {
  "task waiting": "plan: the task is stored before GitLab is answered (P1)",
  "entry of a delivery": "what was decided and why, for the books, explanations and simulations (P29, P45)",
  "task claimed": "claim: one worker has it, no longer than it may run (P9)",
  throttle: "its part of the requests that all processes share; about ten of them at a time (P35)",
  "task calling": "mark: before the call it is said that it may be under way, and limits are taken (P9, P11, P20)",
  "task done": "record: how it ended and the journal's entry, or neither (P14, P45)",
};

const reads: Readonly<Record<string, string>> = {
  throttle: "what is left of those requests (P35)",
  rulebook: "the live rules decide again (P30)",
  switch: "whether people have stopped it; the second is less than a second old when the call goes out (P18)",
  outage: "whether the rule is braked in this project",
  task: "what came while it was at work (P7)",
};

/** @throws Error for a request that nobody has given a reason */
export function reasonOf({ isWrite, items: [first = ""] }: Step): string {
  const reason = (isWrite ? writes : reads)[first];
  if (reason === undefined)
    throw new Error(`${isWrite ? "a write" : "a read"} of ${first}: test/bench/writes/reasons.ts`);
  return reason;
}
