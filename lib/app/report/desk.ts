import type { Instant } from "../../core/time.ts";
import type { Books } from "./books.ts";
import type { Classes } from "./classes.ts";

/** What is asked for. */
export interface ReportOptions {
  readonly since: Instant;
  readonly until: Instant;
  readonly classes: Classes;
  /** What people are taken to wait before they retry a job, where too few did to tell. */
  readonly assumeMinutes: number;
}

/** Where pipelines are counted, and between which moments. */
export interface Desk extends Omit<ReportOptions, "assumeMinutes"> {
  readonly books: Books;
}

/** Whether a moment lies in the time that is asked for; one that is not known was told of in it. */
export function isIn({ since, until }: Pick<Desk, "since" | "until">, at: Instant | undefined): boolean {
  return at === undefined || (at >= since && at < until);
}
