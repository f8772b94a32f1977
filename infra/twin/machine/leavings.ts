import { type Content, filler, fixedContent } from "../state/content.ts";
import type { Job } from "../state/graph.ts";
import type { ArtifactAccess, JobFile } from "../state/jobParts.ts";
import { type Ending, logTail } from "../state/log.ts";
import type { World } from "../state/world.ts";
import { zipOf, zipOfSize } from "../state/zip.ts";

/** A file beside the log. An archive's content is made up, in that size. */
interface LeftFile {
  /** `archive`, `metadata`, `junit` and so on. */
  readonly type: string;
  readonly sizeBytes: number;
  readonly filename?: string;
}

/** What stands in a file of the archive: itself, or any bytes in that number. */
type FileContent = string | Uint8Array | Content | { readonly sizeBytes: number };

/** What a job leaves behind when it ends. */
export interface Leavings {
  /** Files beside the log, or, by their path, the files in the archive. Default: an archive and its metadata. */
  readonly files?: readonly LeftFile[] | Readonly<Record<string, FileContent>>;
  /** Counted from now; `null`: they stay. Default: 30 days. */
  readonly expireInSeconds?: number | null;
  /** Who may download them; `artifacts:public: false` is `developer`. Default: all who see the job. */
  readonly access?: ArtifactAccess;
}

const defaultExpirySeconds = 30 * 86_400;
const metadata: LeftFile = { type: "metadata", sizeBytes: 186 };

/** How a job ends, and what is in its log: `log` stands in for all that a runner would have written. */
export interface Left extends Ending {
  readonly artifacts?: Leavings | undefined;
  readonly log?: string | undefined;
}

/** Gives an ended job its files and the rest of its log. */
export function leave(world: World, job: Job, { artifacts = {}, log, ...ending }: Left): void {
  const { files = [{ type: "archive", sizeBytes: 1_048_576 }, metadata], expireInSeconds, access } = artifacts;
  const expiry = expireInSeconds === undefined ? defaultExpirySeconds : expireInSeconds;
  const expireAt = expiry === null ? null : world.clock() + expiry * 1000;
  const left = isList(files) ? files.map((file) => leftFile(world, file)) : packed(world, files);
  job.files = left.map((file) => ({ ...file, expireAt, ...(access && { access }) }));
  if (left.length > 0) job.artifactsExpireAt = expireAt;
  const archive = left.find(({ type }) => type === "archive");
  const tail = logTail(world, job, { ...ending, ...(archive && { archiveBytes: archive.sizeBytes }) });
  job.log = log ?? `${job.log}${tail}`;
  job.files.push(traceOf(job));
}

function isList(files: NonNullable<Leavings["files"]>): files is readonly LeftFile[] {
  return Array.isArray(files);
}

type Unexpiring = Omit<JobFile, "expireAt">;

/** A file as a job left it, its content made up. */
export function leftFile(world: Pick<World, "clock">, { type, sizeBytes, filename }: LeftFile): Unexpiring {
  return {
    type,
    sizeBytes,
    filename: filename ?? filenames[type] ?? `${type}.gz`,
    format: type === "archive" ? "zip" : "gzip",
    ...(type === "archive" && { archive: zipOfSize(sizeBytes, world.clock()) }),
  };
}

function packed(world: World, files: Readonly<Record<string, FileContent>>): Unexpiring[] {
  const contents = new Map(Object.entries(files).map(([path, given]) => [path, contentOf(given)]));
  const archive = zipOf(contents, world.clock());
  const { sizeBytes } = archive;
  return [{ type: "archive", sizeBytes, filename: "artifacts.zip", format: "zip", archive }, leftFile(world, metadata)];
}

function contentOf(given: FileContent): Content {
  if (typeof given === "string" || given instanceof Uint8Array) return fixedContent(given);
  return "read" in given ? given : filler(given.sizeBytes);
}

const filenames: Readonly<Record<string, string>> = {
  archive: "artifacts.zip",
  metadata: "metadata.gz",
  junit: "junit.xml.gz",
};

/** The file that holds a job's log. */
export function traceOf({ log }: Job): JobFile {
  return { type: "trace", sizeBytes: Buffer.byteLength(log), filename: "job.log", format: "raw", expireAt: null };
}
