import type { GitLabError } from "../core/errors.ts";
import { failure } from "./http/errors.ts";
import { isRefName } from "./refname.ts";

/**
 * A path inside an artifacts archive, as an address holds it: step by step, so that its slashes stay.
 *
 * @throws GitLabError `badRequest` for a path that leads out of the archive or that names no file
 */
export function encodedArtifactPath(path: string): string {
  const steps = path.split("/");
  const problem = pathProblem(path, steps);
  if (problem !== undefined)
    throw refused(`the artifact path ${problem}`, "write it as the archive lists it, e.g. coverage/index.html");
  return steps.map((step) => encodeURIComponent(step.toWellFormed())).join("/");
}

function pathProblem(path: string, steps: readonly string[]): string | undefined {
  if (path === "") return "is empty";
  if (path.startsWith("/")) return "begins with a slash, but it is counted from the archive's top";
  if (path.endsWith("/")) return "is a folder's: only files can be downloaded";
  if (steps.some((step) => step === ".." || step === "." || step === ""))
    return "has a step of `..`, `.` or nothing, which may lead out of the archive";
  if (path.includes("\\")) return "has a backslash: steps are divided by /";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\0-\x1f\x7f]/.test(path)) return "has a control character";
  return undefined;
}

/**
 * A branch or tag as one step of an address, its slashes encoded.
 *
 * @throws GitLabError `badRequest` for what git lets no ref be called, since in an address it leads elsewhere
 */
export function encodedRef(ref: string): string {
  if (isRefName(ref)) return encodeURIComponent(ref);
  throw refused("no branch or tag can be called so", "name a branch or a tag, without refs/heads/ before it");
}

/** @throws GitLabError `badRequest` for a blank name, which GitLab would take for a missing one */
export function refuseJobName(name: string): void {
  if (name.trim() === "") throw refused("the job's name is blank", "name the job as .gitlab-ci.yml does");
}

function refused(what: string, advice: string): GitLabError {
  return failure({ code: "badRequest", where: "artifacts", what, advice });
}
