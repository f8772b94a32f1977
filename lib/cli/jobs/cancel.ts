import type { Command } from "commander";
import { carryOut } from "./carry.ts";
import { performOn, type VerbOptions } from "./perform.ts";
import { manyJobs, verbCommand } from "./verbs.ts";

/** `penstock jobs cancel` */
export function cancelCommand(): Command {
  return verbCommand("cancel", "end a job that waits or runs")
    .argument(...manyJobs)
    .option("--force", "a job that is canceling: do not wait for its runner (Maintainer)")
    .action(async (jobs: string[], { force, ...options }: VerbOptions & { force?: true }) => {
      const how = force ? { force } : {};
      await performOn(jobs, {
        verb: "cancel",
        how,
        options,
        carryOut: (errand) =>
          carryOut(errand, () => errand.client.api.effects.cancel(errand.target.project, errand.target.jobId, how)),
      });
    });
}
