/** What must be shown by running it; the other promises are shown by tests of their own. */
export const required: readonly string[] = range(1, 47);

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `P${first + at}`);
}
