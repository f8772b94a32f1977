import type { FunctionName } from "../../../infra/local/house.ts";
import type { Spent } from "./meter.ts";

/** What one kind costs: what each function spends in the tables, and the requests to GitLab. */
export type Counted = Readonly<Partial<Record<FunctionName, Spent>>> & { readonly gitlab: number };

/** As it was counted; `node test/prove/cost/count.ts` counts anew and writes this list, and a test compares the two. */
export const operations: Readonly<Record<string, Counted>> = {
  "a delivery that nobody wants, `record: wanted`": {
    gitlab: 0,
  },
  "a delivery that nobody wants, `record: all`": {
    webhook: { requests: 1, writes: 1, reads: 0 },
    gitlab: 0,
  },
  "a delivery that plans a task, `record: wanted`": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    gitlab: 0,
  },
  "a delivery that plans a task, `record: all`": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    gitlab: 0,
  },
  "the same delivery once more": {
    webhook: { requests: 2, writes: 2, reads: 0 },
    gitlab: 0,
  },
  "a delivery that plans for later (`for: 15m` on pending)": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    gitlab: 0,
  },
  "the next delivery about that job, which ends what waited": {
    webhook: { requests: 3, writes: 3, reads: 1 },
    gitlab: 0,
  },
  "one more delivery about that job": {
    webhook: { requests: 2, writes: 0, reads: 2 },
    gitlab: 0,
  },
  "a delivery that nobody is known by": {
    gitlab: 0,
  },
  "a whole retry": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    work: { requests: 10, writes: 18, reads: 6 },
    gitlab: 4,
  },
  "a whole restart: cancel, wait, retry": {
    webhook: { requests: 9, writes: 7, reads: 4 },
    work: { requests: 10, writes: 14, reads: 5 },
    tick: { requests: 20, writes: 21, reads: 16 },
    gitlab: 8,
  },
  "a whole play of a gate that nobody must agree to": {
    webhook: { requests: 3, writes: 3, reads: 1 },
    work: { requests: 10, writes: 13, reads: 6 },
    gitlab: 3,
  },
  "one of two people says yes at a gate": {
    api: { requests: 6, writes: 9, reads: 5 },
    gitlab: 8,
  },
  "the second yes, and the play that it opens": {
    webhook: { requests: 1, writes: 0, reads: 1 },
    work: { requests: 9, writes: 15, reads: 6 },
    api: { requests: 6, writes: 8, reads: 5 },
    gitlab: 17,
  },
  "a whole keep": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    work: { requests: 15, writes: 24, reads: 11 },
    gitlab: 3,
  },
  "a note in the journal (`notify`)": {
    webhook: { requests: 2, writes: 3, reads: 0 },
    work: { requests: 9, writes: 16, reads: 5 },
    gitlab: 2,
  },
  "tick's minute in which nothing is due": {
    tick: { requests: 27, writes: 0, reads: 18.5 },
    gitlab: 0,
  },
  "a patrol of 10 projects in which nothing happens": {
    patrol: { requests: 9, writes: 5, reads: 5 },
    gitlab: 23,
  },
  "a patrol of 110 projects in which nothing happens": {
    patrol: { requests: 34, writes: 43, reads: 13 },
    gitlab: 136,
  },
  "a sweep over 1,000 jobs": {
    tick: { requests: 40, writes: 18, reads: 23 },
    api: { requests: 4, writes: 5, reads: 2 },
    gitlab: 12,
  },
  "a sweep over 3,000 jobs": {
    tick: { requests: 40, writes: 18, reads: 23 },
    api: { requests: 4, writes: 5, reads: 2 },
    gitlab: 32,
  },
  "100 artifacts of an approved plan are deleted": {
    tick: { requests: 1310, writes: 3940, reads: 1008.5 },
    patrol: { requests: 8, writes: 3, reads: 5 },
    gitlab: 106,
  },
  "a command in chat: heard, answered, retried, told": {
    work: { requests: 9, writes: 16, reads: 5 },
    chat: { requests: 22, writes: 28, reads: 12 },
    gitlab: 14,
  },
  "the API: the newest entries of the journal": {
    api: { requests: 1, writes: 0, reads: 0.5 },
    gitlab: 0,
  },
  "the API: one task": {
    api: { requests: 2, writes: 0, reads: 1.5 },
    gitlab: 0,
  },
};
