import { Command } from "commander";
import { GitLabError, SettingsError, StoreError } from "../core/errors.ts";
import { ApiError } from "./api.ts";
import { approvalsCommand } from "./approvals.ts";
import { backupCommand } from "./backup.ts";
import { doctorCommand } from "./doctor.ts";
import { gatesCommand } from "./gates.ts";
import { holdsCommand } from "./holds.ts";
import { hooksCommand } from "./hooks.ts";
import { probeCommand } from "./jobs/probe.ts";
import { Problem } from "./jobs/problem.ts";
import { jobsCommand } from "./jobs.ts";
import { journalCommand } from "./journal.ts";
import { keepsCommand } from "./keeps.ts";
import { migrateCommand } from "./migrate.ts";
import { outagesCommand } from "./outages.ts";
import { patrolCommand } from "./patrol.ts";
import { reportCommand } from "./report.ts";
import { restoreCommand } from "./restore.ts";
import { rulesCommand } from "./rules.ts";
import { sendCommand } from "./send.ts";
import { sweepCommand } from "./sweep.ts";
import { resumeCommand, stopCommand, switchCommand } from "./switch.ts";
import { tasksCommand } from "./tasks.ts";
import { tokensCommand } from "./tokens.ts";

/** All commands, new: each keeps the options that it was called with. */
export function program(): Command {
  return new Command("penstock")
    .description("Penstock watches GitLab pipelines and acts once.")
    .addCommand(jobsCommand())
    .addCommand(probeCommand())
    .addCommand(doctorCommand())
    .addCommand(reportCommand())
    .addCommand(rulesCommand())
    .addCommand(sendCommand())
    .addCommand(journalCommand())
    .addCommand(tasksCommand())
    .addCommand(approvalsCommand())
    .addCommand(gatesCommand())
    .addCommand(holdsCommand())
    .addCommand(keepsCommand())
    .addCommand(sweepCommand())
    .addCommand(outagesCommand())
    .addCommand(patrolCommand())
    .addCommand(hooksCommand())
    .addCommand(tokensCommand())
    .addCommand(stopCommand())
    .addCommand(resumeCommand())
    .addCommand(switchCommand())
    .addCommand(migrateCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .showHelpAfterError("(--help tells more)")
    .showSuggestionAfterError();
}

/** What a person is told of what went wrong. */
export function whyFailed(error: unknown): string {
  if (error instanceof SettingsError) return error.message.replace(/^- /gm, "");
  if (error instanceof Problem) return error.message;
  if (error instanceof ApiError) return error.message;
  if (error instanceof GitLabError) return `${error.message}. ${error.advice}`;
  if (error instanceof StoreError && error.code === "corrupt")
    return `the answer is of another version of Penstock: ${error.message}`;
  if (error instanceof StoreError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "ENOENT")
    return error.message.replace(/^ENOENT: /, "");
  if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED")
    return "nothing answers where Penstock was started: start it again with npm start";
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
