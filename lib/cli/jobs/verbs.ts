import { Command } from "commander";
import type { Reply } from "../../core/ports.ts";
import { carryOut, type Errand } from "./carry.ts";
import type { Verb } from "./deed.ts";
import { performOn, type VerbOptions } from "./perform.ts";
import { Problem } from "./problem.ts";
import { deleteProjectArtifacts } from "./wholeproject.ts";

// Verbs that need nothing but the job: one request each.

/** A verb's command with the options that all of them have. */
export function verbCommand(verb: Verb, description: string): Command {
  return new Command(verb)
    .description(description)
    .option("--project <id|path>", "whose job it is, where a job is named by its id")
    .option("--dry-run", "look, say what would be done, and send nothing but GETs")
    .option("--json", "one JSON array, an element for each job as soon as it is done");
}

export const manyJobs = ["<job...>", "web addresses, or ids with --project"] as const;
export const oneJob = ["<job>", "its web address, or its id with --project"] as const;

interface DeleteOptions extends VerbOptions {
  readonly wholeProject?: boolean;
}

/** `penstock jobs keep` */
export function keepCommand(): Command {
  return verbCommand("keep", "take the expiry off a job's artifacts")
    .argument(...manyJobs)
    .action(async (jobs: string[], options: VerbOptions) => {
      await performOn(jobs, { verb: "keep", how: {}, options, carryOut: once("keep") });
    });
}

/** `penstock jobs erase` */
export function eraseCommand(): Command {
  return verbCommand("erase", "delete a job's log and artifacts, for good")
    .argument(...oneJob)
    .option("--yes", "do not ask")
    .action(async (job: string, options: VerbOptions) => {
      await performOn([job], { verb: "erase", how: {}, options, carryOut: once("erase") });
    });
}

/** `penstock jobs delete-artifacts` */
export function deleteArtifactsCommand(): Command {
  return verbCommand("delete-artifacts", "delete a job's artifacts, for good; its log stays")
    .argument("[job]", "its web address, or its id with --project")
    .option("--whole-project", "of every job of --project, but for what GitLab keeps as the newest of a ref")
    .option("--yes", "do not ask")
    .action(async (job: string | undefined, { wholeProject = false, ...options }: DeleteOptions) => {
      if (wholeProject === (job !== undefined))
        throw new Problem("whose artifacts? Write a job's web address or id, or --project and --whole-project");
      if (job === undefined) await deleteProjectArtifacts(options);
      else await performOn([job], { verb: "delete-artifacts", how: {}, options, carryOut: once("deleteArtifacts") });
    });
}

function once(name: "keep" | "erase" | "deleteArtifacts") {
  return (errand: Errand) => {
    const { client, target } = errand;
    return carryOut(errand, (): Promise<Reply> => client.api.effects[name](target.project, target.jobId));
  };
}
