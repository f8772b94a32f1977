import type { Job } from "./graph.ts";
import type { World } from "./world.ts";

// What a runner writes. Its sections open and close with marks that a terminal does not show.
// Source: docs.gitlab.com/ci/jobs/job_logs, "Custom collapsible sections", and logs of GitLab's own jobs (read 2026-11).

const clear = "\u001b[0K";
const green = "\u001b[32;1m";
const cyan = "\u001b[36;1m";
const red = "\u001b[31;1m";
const plain = "\u001b[0;m";

/** How a job ended, for its log: well, by somebody's wish, or with a failure reason. */
export interface Ending {
  readonly reason?: string;
  /** What the script ended with. Default: 1. */
  readonly exitCode?: number | undefined;
  readonly isCanceled?: boolean;
  /** The archive that it uploads. */
  readonly archiveBytes?: number;
}

/** From the runner's greeting to the script, which is left open. */
export function logHead(world: Pick<World, "clock">, job: Job): string {
  const { pipeline, runner } = job;
  const greeting = `Running with gitlab-runner on ${runner?.description ?? "a runner"}`;
  const steps = [
    section(world, "prepare_executor", ["Preparing the executor", "Image node:24 is here already"]),
    section(world, "prepare_script", ["Preparing the environment", `Host of job ${job.id} is up`]),
    section(world, "get_sources", [
      "Getting the sources",
      `Checked out ${pipeline.commit.sha.slice(0, 8)} of ${pipeline.ref}, without submodules`,
    ]),
    section(world, "restore_cache", ["Restoring the cache", "No cache for this key: going on without"]),
    ...(isFirstStage(job)
      ? []
      : [section(world, "download_artifacts", ["Downloading artifacts", "Fetched, unpacked"])]),
  ];
  const script = [`${cyan}Running the script${plain}`, `${green}$ ./ci/${job.stage} ${job.name}${plain}`];
  return `${clear}${greeting}\n${steps.join("")}${mark(world, "start", "step_script")}${script.join("\n")}\n`;
}

/** From the script's end on. A job whose runner was lost says no more. */
export function logTail(
  world: Pick<World, "clock">,
  job: Job,
  { reason, exitCode, isCanceled = false, archiveBytes }: Ending,
): string {
  if (reason !== undefined && isLost(reason)) return "";
  const upload = reason === undefined ? "upload_artifacts_on_success" : "upload_artifacts_on_failure";
  const went = reason === undefined && !isCanceled;
  return [
    went ? `Job ${job.name} ended\n` : "",
    mark(world, "end", "step_script"),
    section(world, "after_script", ["Running after_script", `${green}$ ./ci/tidy${plain}`]),
    went ? section(world, "archive_cache", ["Saving the cache", "Nothing new to save"]) : "",
    archiveBytes === undefined
      ? ""
      : section(world, upload, ["Uploading artifacts", `artifacts.zip: ${archiveBytes} bytes`]),
    section(world, "cleanup_file_variables", ["Cleaning up"]),
    `${lastLine({ isCanceled, exitCode, ...(reason !== undefined && { reason }) })}\n${plain}`,
  ].join("");
}

function lastLine({ reason, exitCode = 1, isCanceled }: Ending): string {
  if (isCanceled) return `${red}ERROR: Job failed: canceled`;
  if (reason === undefined) return `${green}Job succeeded`;
  if (reason === "script_failure") return `${red}ERROR: Job failed: exit code ${exitCode}`;
  if (reason.startsWith("job_execution")) return `${red}ERROR: Job failed: execution took longer than 1h0m0s seconds`;
  return `${red}ERROR: Job failed (system failure): ${reason.replaceAll("_", " ")}`;
}

/** GitLab gave the job up, because its runner had fallen silent or nobody had taken it. */
function isLost(reason: string): boolean {
  return /^(stuck_|no_updates_|server_timeout_|job_execution_server_timeout)/.test(reason);
}

function isFirstStage({ stage, pipeline }: Job): boolean {
  return pipeline.stages[0] === stage;
}

function section(world: Pick<World, "clock">, name: string, [title, ...lines]: readonly string[]): string {
  const text = [`${cyan}${title}${plain}`, ...lines].join("\n");
  return `${mark(world, "start", name)}${text}\n${mark(world, "end", name)}`;
}

/** No line break of its own: the next text stands on the same line, behind what clears it. */
function mark({ clock }: Pick<World, "clock">, edge: "start" | "end", name: string): string {
  return `${clear}section_${edge}:${Math.floor(clock() / 1000)}:${name}\r${clear}`;
}
