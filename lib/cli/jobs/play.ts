import type { Command } from "commander";
import { carryOut } from "./carry.ts";
import { collect, readInputs, readVariables } from "./given.ts";
import { performOn, type VerbOptions } from "./perform.ts";
import { oneJob, verbCommand } from "./verbs.ts";

interface Options extends VerbOptions {
  readonly variable?: string[];
  readonly input?: string[];
  readonly now?: boolean;
  readonly rerun?: boolean;
}

/** `penstock jobs play` */
export function playCommand(): Command {
  return verbCommand("play", "start a manual job")
    .argument(...oneJob)
    .option(
      "--variable <KEY=VALUE>",
      "a variable for it, seen by all who see the job; may be said several times",
      collect,
    )
    .option("--input <name=value>", "an input that it declares; may be said several times", collect)
    .option("--now", "a delayed job: start it before its time")
    .option("--rerun", "a manual job that has ended: run it again, as a new job")
    .action(async (job: string, { variable = [], input = [], now = false, rerun = false, ...options }: Options) => {
      const [variables, inputs] = [readVariables(variable), readInputs(input)];
      const gives = [...Object.keys(variables), ...Object.keys(inputs)];
      const how = { now, rerun, gives, setsVariables: variable.length > 0, setsInputs: input.length > 0 };
      await performOn([job], {
        verb: "play",
        how,
        options,
        carryOut: (errand) =>
          carryOut(errand, () =>
            errand.client.api.effects.play(errand.target.project, errand.target.jobId, { variables, inputs }),
          ),
      });
    });
}
