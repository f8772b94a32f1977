/** What must be shown by running it; the other promises are shown by tests of their own. */
export const required: readonly string[] = [...range(1, 30), ...range(32, 39), "P43", "P44", "P45"];

function range(first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `P${first + at}`);
}
