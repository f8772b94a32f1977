import { setTimeout as pause } from "node:timers/promises";
import { type Ends, run } from "../flows/process.ts";
import type { Stack } from "./stack.ts";

/** A stop of one project, as a person was told of it. */
export interface Stop {
  readonly project: number;
  /** From then on no call starts. */
  readonly effectiveAt: number;
}

const mostTries = 60;

/** `penstock stop project:ID`, asked of whichever Penstock serves until one does it. */
export async function stopProject({ penstocks, diary }: Stack, project: number, ends: Ends): Promise<Stop> {
  for (let tries = 0; tries < mostTries; tries++) {
    const file = penstocks.map((one) => one.address()?.runningFile).find((one) => one !== undefined);
    if (file !== undefined) {
      const args = ["lib/cli/penstock.ts", "stop", `project:${project}`, "--reason", "chaos"];
      const command = run(ends, args, { PENSTOCK_RUNNING: file });
      if ((await command.ended) === 0) {
        const [, from = ""] = /from (\S+) on no call starts/.exec(command.lines.join("\n")) ?? [];
        diary.note(`stop project ${project} from ${from} on`);
        return { project, effectiveAt: Date.parse(from) };
      }
    }
    await pause(200);
  }
  throw new Error(`penstock stop failed ${mostTries} times`);
}
