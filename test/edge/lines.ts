import type { TestContext } from "node:test";

/** What is written to the console while something runs, a parsed line each; what is no line of the log is not taken. */
export function linesOf(t: TestContext, run: () => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const take = (line: string | Uint8Array) => lines.push(String(line)) > 0;
  const mocks = [t.mock.method(process.stdout, "write", take), t.mock.method(process.stderr, "write", take)];
  try {
    run();
  } finally {
    for (const { mock } of mocks) mock.restore();
  }
  return lines.filter((line) => line.startsWith('{"level"')).map((line) => ({ ...JSON.parse(line), raw: line }));
}
