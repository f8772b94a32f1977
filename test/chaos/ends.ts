import type { Ends } from "../flows/process.ts";

/** What a run has begun; closing it ends everything, newest first, whatever goes wrong with one of them. */
export function openEnds(): Ends & { close(): Promise<void> } {
  const ends: (() => unknown)[] = [];
  return {
    after: (end) => void ends.push(end),
    async close() {
      const problems: unknown[] = [];
      for (const end of ends.splice(0).toReversed()) {
        try {
          await end();
        } catch (problem) {
          problems.push(problem);
        }
      }
      if (problems.length > 0) throw new AggregateError(problems, "something did not end");
    },
  };
}
