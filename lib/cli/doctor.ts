import { Command } from "commander";
import type { DoctorOptions } from "./doctor/run.ts";

/** `penstock doctor` */
export function doctorCommand(): Command {
  return (
    new Command("doctor")
      .description(
        "what is wrong with this Penstock, its tables and its GitLab, each with the cure; useful before anything is set",
      )
      .option("--source <id>", "only this source; else all of penstock.yaml")
      .option("--stage <name>", "the deployment of this stage, with your own AWS credentials (else PENSTOCK_STAGE)")
      .option(
        "--address <url>",
        "where GitLab reaches the deployment, where a name of your own leads to its webhook function",
      )
      .option("--file <path>", "the deployment's description", "penstock.yaml")
      .option("--fix", "apply what can be mended by itself, each thing once, then look again")
      .option("--dry-run", "with --fix: only tell what would be done")
      .option("--strict", "exit 1 also for warnings, and for what could not be looked at")
      .option("--verbose", "also each thing that is well")
      .option("--json", "one JSON document: { diagnoses, at }, times in milliseconds since 1970")
      .addHelpText("after", help)
      // It reads what no other command needs: the AWS clients, the tables' own code.
      .action(async (options: DoctorOptions) => (await import("./doctor/run.ts")).runDoctor(options))
  );
}

const help = `
It looks, in this order: settings and files; tables, their streams and what runs by the clock; this machine's
clock; each GitLab, its tokens, projects and hooks; the rules, and what each would lack. What it examines:
  a deployment          with --stage and AWS credentials, or PENSTOCK_API_URL (then only what its API tells)
  a local run           otherwise, where npm start runs here
  the GitLab that is set  PENSTOCK_GITLAB_URL and PENSTOCK_GITLAB_TOKEN, also where nothing runs
  ✗ broken   something does not work
  ! warning  it will not, or somebody may do more than is needed
  ? unknown  it could not be looked at; below it stands what would let it
It changes nothing without --fix, and prints no secret. Exits 1 when something is broken.
All it can say: docs/doctor.md

Examples:
  penstock doctor
  penstock doctor --stage prod --source gitlab
  penstock doctor --fix --dry-run
  penstock doctor --strict --json`;
