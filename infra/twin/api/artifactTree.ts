import { forbidden, notFound } from "../machine/refusal.ts";
import type { Job } from "../state/graph.ts";
import type { Archive } from "../state/zip.ts";
import { type Answer, refusal } from "./answer.ts";
import { availableArchive, mayDownload } from "./artifacts.ts";
import type { Call } from "./call.ts";
import { offsetPage } from "./paging.ts";

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly type: "file" | "directory";
  readonly size?: number;
  readonly mode: string;
}

/**
 * What is in an archive, directories first.
 * Source: docs.gitlab.com/api/job_artifacts and gitlabhq lib/api/entities/ci/job_artifact_entry.rb (read 2026-11).
 */
export function listArchive(call: Call, job: Job): Answer {
  if (!mayDownload(call.person, job)) return refusal(forbidden());
  const archive = availableArchive(call.world, job)?.archive;
  if (!archive) return refusal(notFound("Artifacts"));
  if (!job.files.some(({ type }) => type === "metadata")) return refusal(notFound("Artifacts metadata"));
  const path = call.query.get("path") ?? "";
  const directory = path === "" ? "" : `${path.replace(/\/$/, "")}/`;
  const entries = entriesOf(archive).filter((entry) => entry.path.startsWith(directory) && entry.path !== directory);
  if (entries.length === 0) return refusal(notFound("Path"));
  const rows = call.query.get("recursive") === "true" ? entries : entries.filter((entry) => isChild(entry, directory));
  return offsetPage(call, { rows, show: (entry) => entry });
}

/** A directory's path ends with a slash. */
function entriesOf({ files }: Archive): Entry[] {
  const found = new Map<string, Entry>();
  for (const [path, { sizeBytes }] of files) {
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const above = `${parts.slice(0, depth).join("/")}/`;
      found.set(above, { name: parts[depth - 1] ?? "", path: above, type: "directory", mode: "40755" });
    }
    found.set(path, { name: parts.at(-1) ?? path, path, type: "file", size: sizeBytes, mode: "100644" });
  }
  const order = ({ type, path }: Entry) => `${type === "directory" ? 0 : 1}${path}`;
  return [...found.values()].sort((one, other) => (order(one) < order(other) ? -1 : 1));
}

function isChild({ path }: Entry, directory: string): boolean {
  return !path.slice(directory.length).replace(/\/$/, "").includes("/");
}
