import { Command } from "commander";
import { artifactsCommand } from "./jobs/artifacts.ts";
import { cancelCommand } from "./jobs/cancel.ts";
import { getCommand } from "./jobs/get.ts";
import { listCommand } from "./jobs/list.ts";
import { logCommand } from "./jobs/log.ts";
import { playCommand } from "./jobs/play.ts";
import { restartCommand } from "./jobs/restart.ts";
import { retryCommand } from "./jobs/retry.ts";
import { deleteArtifactsCommand, eraseCommand, keepCommand } from "./jobs/verbs.ts";

const more = `
A job is named by its web address, or by --project and its id. Which GitLab:
  PENSTOCK_GITLAB_URL       default https://gitlab.com; a token never goes to another host
  PENSTOCK_GITLAB_TOKEN     an access token: read_api to look, api to act
  PENSTOCK_GITLAB_TOKEN_AS  bearer (default), private (old GitLabs), job (a CI job token: lists and artifacts only)
  PENSTOCK_GITLAB_CA_FILE   a private CA's PEM file (or Node's own NODE_EXTRA_CA_CERTS)
With neither address nor token set, the twin of an npm start in this folder is asked, as its sample person ada.

Exit codes: 0 done, or nothing to do; 1 not done: refused, not found, wrong usage; 3 it is not known whether it was done.`;

/** `penstock jobs …`: a person's own client of any GitLab's jobs. */
export function jobsCommand(): Command {
  return new Command("jobs")
    .description("look at the jobs of a GitLab, and act on them as yourself")
    .addCommand(listCommand())
    .addCommand(getCommand())
    .addCommand(logCommand())
    .addCommand(artifactsCommand())
    .addCommand(retryCommand())
    .addCommand(restartCommand())
    .addCommand(playCommand())
    .addCommand(cancelCommand())
    .addCommand(eraseCommand())
    .addCommand(keepCommand())
    .addCommand(deleteArtifactsCommand())
    .addHelpText("after", more);
}
