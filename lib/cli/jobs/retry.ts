import type { Command } from "commander";
import type { Inputs } from "../../gitlab/effects.ts";
import { carryOut, type Errand } from "./carry.ts";
import { collect, readInputs } from "./given.ts";
import type { Outcome } from "./outcome.ts";
import { performOn, type VerbOptions } from "./perform.ts";
import { manyJobs, verbCommand } from "./verbs.ts";

/** `penstock jobs retry` */
export function retryCommand(): Command {
  return verbCommand("retry", "run a job that has ended again, as a new job")
    .argument(...manyJobs)
    .option("--input <name=value>", "an input of the new job; may be said several times", collect)
    .action(async (jobs: string[], { input = [], ...options }: VerbOptions & { input?: string[] }) => {
      const inputs = readInputs(input);
      const how = { gives: Object.keys(inputs), setsInputs: input.length > 0 };
      await performOn(jobs, { verb: "retry", how, options, carryOut: (errand) => sendRetry(errand, inputs) });
    });
}

/** Sends a retry, once. */
export function sendRetry(errand: Errand, inputs: Inputs = {}): Promise<Outcome> {
  const { client, target } = errand;
  return carryOut(errand, () => client.api.effects.retry(target.project, target.jobId, { inputs }));
}
