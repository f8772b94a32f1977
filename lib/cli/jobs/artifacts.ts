import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { GitLabError } from "../../core/errors.ts";
import { instantText } from "../../core/time.ts";
import type { Downloaded, DownloadOptions } from "../../gitlab/http/sink.ts";
import { isShown, note, say, write } from "../print.ts";
import { safe } from "../render.ts";
import { absentText } from "./absent.ts";
import { type Client, withClient } from "./client.ts";
import { openPart, placeOf, type Stored, whereToWrite } from "./file.ts";
import { baseName } from "./filename.ts";
import { jsonText } from "./json.ts";
import { Problem } from "./problem.ts";
import { createProgress, downloadProgress } from "./progress.ts";
import { type ArtifactsOptions, download, readMost, readSource, type Source } from "./source.ts";
import { jobText, sizeText } from "./text.ts";
import { whyNoneOfRef } from "./whynone.ts";

/** `penstock jobs artifacts` */
export function artifactsCommand(): Command {
  return new Command("artifacts")
    .description("download a job's artifacts, or one file of them")
    .argument("[job]", "its web address, or its id with --project")
    .option("--project <id|path>", "whose job it is, where no address says so")
    .option("--ref <name>", "without a job: a branch or tag; its newest successful pipeline counts")
    .option("--job <name>", "with --ref: the job's name")
    .option("--search-recent", "with --ref: also look in the last 100 successful pipelines (GitLab 19)")
    .option("--path <file>", "only that file of the archive")
    .option("--output <file|folder|->", "where to; - is the standard output (default: here, by GitLab's name for it)")
    .option("--force", "replace what is there")
    .option("--most <size>", "refuse more than that", "5GB")
    .option("--json", "tell path, bytes and sha256 as JSON; with --output - on the error channel")
    .action(async (text: string | undefined, options: ArtifactsOptions) => {
      await withClient(async (client) => {
        const source = readSource(text, options, client.baseUrl);
        if ("problem" in source) throw new Problem(source.problem);
        const most = readMost(options.most);
        if ("problem" in most) throw new Problem(most.problem);
        const run = { client, source, options, mostBytes: most.mostBytes };
        await (options.output === "-" ? stream(run) : store(run));
      });
    });
}

interface Run {
  readonly client: Client;
  readonly source: Source;
  readonly options: ArtifactsOptions;
  readonly mostBytes: number;
}

async function store(run: Run): Promise<void> {
  const { client, source, options } = run;
  const place = placeOf(options.output);
  const force = options.force ?? false;
  const known = place.name ?? (await nameToCome(client, source));
  const named = known === undefined ? undefined : join(place.folder, known);
  const part = await openPart(named === undefined ? place.folder : dirname(whereToWrite(named, force)), named);
  try {
    const { filename, ...came } = await receive(run, part.sink);
    const path = named ?? join(place.folder, baseName(filename, fallbackName(source)));
    say(storedText({ path, ...(await part.finish(path, force)), ...mayBeCutIn(came) }, options));
  } finally {
    await part.drop();
  }
}

async function stream(run: Run): Promise<void> {
  if (isShown()) throw new Problem("--output - would pour bytes over the terminal: send them on with | or >");
  const hash = createHash("sha256");
  const sink = {
    async write(piece: Uint8Array) {
      hash.update(piece);
      await write(piece);
    },
  };
  const came = await receive(run, sink);
  const path = run.options.json ? "-" : "standard output";
  const { bytes } = came;
  note(storedText({ path, bytes, sha256: hash.digest("hex"), ...mayBeCutIn(came) }, run.options));
}

async function receive({ client, source, options, mostBytes }: Run, sink: Parameters<typeof download>[2]["sink"]) {
  const progress = createProgress(options.json);
  const onProgress: DownloadOptions["onProgress"] = downloadProgress(progress, client.clock);
  try {
    const came = await download(client, source, { sink, options: { mostBytes, onProgress } });
    if (came.mayBeCut && !options.json) note(mayBeCutText);
    return came;
  } catch (error) {
    const isNone = error instanceof GitLabError && error.code === "notFound";
    const why = isNone && source.kind === "ref" ? await whyNoneOfRef(client.api, source) : undefined;
    throw why === undefined ? error : new Problem(why, { cause: error });
  } finally {
    progress.clear();
  }
}

/** The name that the download will have, where a look at the job tells it. @throws Problem when there is nothing to load */
async function nameToCome({ api, seesJobs }: Client, source: Source): Promise<string | undefined> {
  if (source.path !== undefined) return baseName(source.path, "artifact");
  if (source.kind === "ref" || !seesJobs) return undefined;
  const job = await api.jobs.get(source.target.project, source.target.jobId);
  if (!job) throw new Problem(absentText(source.target));
  if (job.archive !== null) return job.archive && baseName(job.archive.fileName, fallbackName(source));
  const why =
    typeof job.erasedAt === "number" ? `it was erased at ${instantText(job.erasedAt)}` : `it is ${job.status}`;
  throw new Problem(`${jobText(job)} has no artifacts archive: ${why}. It left none, or they expired or were deleted`);
}

function fallbackName(source: Source): string {
  return source.kind === "job" ? `job-${source.target.jobId}-artifacts.zip` : "artifacts.zip";
}

const mayBeCutText =
  "This may be cut off: the server told no length, and not where the end is. Look into it before you use it";

function mayBeCutIn({ mayBeCut }: Pick<Downloaded, "mayBeCut">): { mayBeCut?: true } {
  return mayBeCut ? { mayBeCut } : {};
}

function storedText(stored: Stored & { path: string; mayBeCut?: true }, { json }: ArtifactsOptions): string {
  if (json) return jsonText(stored);
  const { path, bytes, sha256 } = stored;
  return `${safe(path)}  ${sizeText(bytes)} (${bytes} bytes)  sha256 ${sha256}`;
}
