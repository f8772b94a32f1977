import { createInterface } from "node:readline/promises";

/** Where a question is asked and answered. */
export interface Desk {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Whether a person sits there. */
  readonly isAttended: boolean;
}

/** The terminal of this process. */
export function terminal(): Desk {
  const { stdin, stderr } = process;
  return { input: stdin, output: stderr, isAttended: stdin.isTTY === true && stderr.isTTY === true };
}

/** Asks whether to go on: only the whole word `yes` means it. */
export async function confirm(question: string, { input, output }: Desk): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    // whoever ends the input or types Ctrl-C has not said yes
    const closed = new Promise<string>((resolve) => lines.once("close", () => resolve("")));
    const answered = lines.question(`${question}\nType yes to go on: `).catch(() => "");
    return (await Promise.race([answered, closed])).trim() === "yes";
  } finally {
    lines.close();
  }
}
