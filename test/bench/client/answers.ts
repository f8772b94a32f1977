import { serveTwin } from "../../../infra/twin/serve.ts";
import { createTwin } from "../../../infra/twin/twin.ts";

/** A request's first line to its answer, whole: the head and the body. */
export interface Answers {
  readonly projectId: number;
  /** A failed job, and what GitLab answers to whoever looks at it or retries it. */
  readonly jobId: number;
  readonly retriedId: number;
  /** No job has it. */
  readonly missingId: number;
  readonly bytes: Readonly<Record<string, Buffer>>;
  readonly elsewhere: Buffer;
}

/** A job whose commit says a little more, as they do, takes so much. */
const jobBytes = 2_600;

/** What GitLab answers about one job, as the twin says it. */
export async function takeAnswers(): Promise<Answers> {
  const twin = createTwin({ clock: () => Date.UTC(2026, 10, 20, 9) });
  const members = { ada: "developer", [twin.bot.username]: "maintainer" } as const;
  const { id: projectId } = twin.addProject({ path: "shop/api", members });
  const files = [{ type: "archive", sizeBytes: 52_428 }] as const;
  const { id } = twin.addPipeline(projectId, {
    by: "ada",
    jobs: [{ name: "build", tags: ["deep", "linux", "docker"] }],
  });
  const jobId = twin.jobNamed(id, "build").id;
  twin.fail(twin.run(jobId).id, "script_failure", { artifacts: { files } });
  const served = await serveTwin(twin, { externalUrl: "https://gitlab.example.com" });
  const ask = async (method: string, path: string) => {
    const headers = { authorization: `Bearer ${twin.bot.token}` };
    const answer = await fetch(served.url + path, { method, headers });
    return { status: answer.status, text: await answer.text() };
  };
  const bytes: Record<string, Buffer> = {};
  const missingId = jobId - 1;
  const api = `/api/v4/projects/${projectId}/jobs`;
  for (const path of [`GET ${api}/${jobId}`, `POST ${api}/${jobId}/retry`]) {
    const [method = "", where = ""] = path.split(" ");
    bytes[path] = answer(await ask(method, where));
  }
  const gone = answer(await ask("GET", `${api}/${missingId}`));
  const retriedId = Math.max(...twin.pipeline(id).jobs.map((job) => job.id));
  await served.close();
  return { projectId, jobId, retriedId, missingId, bytes, elsewhere: gone };
}

const reasons: Readonly<Record<number, string>> = { 200: "OK", 201: "Created", 404: "Not Found" };

function answer({ status, text }: { status: number; text: string }): Buffer {
  const body = status < 300 ? wordy(JSON.parse(text)) : Buffer.from(text);
  const lines = Object.entries(headers(body.length)).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${reasons[status]}\r\n${lines.join("")}\r\n`), body]);
}

/** The job with a commit that says so much that all of it has `jobBytes`. */
function wordy(job: { readonly commit: { readonly message: string } }): Buffer {
  const missing = jobBytes - Buffer.byteLength(JSON.stringify(job));
  const more = "The channel is charted to three fathoms at low water. ".repeat(40).slice(0, Math.max(0, missing));
  return Buffer.from(JSON.stringify({ ...job, commit: { ...job.commit, message: job.commit.message + more } }));
}

/**
 * What GitLab and the servers before it say with an answer of the API.
 * Source: docs.gitlab.com/administration/settings/user_and_ip_rate_limits, "Response headers" (read 2026-11), and Rails.
 */
function headers(length: number): Readonly<Record<string, string>> {
  const id = "01K9ZQ2V7M8YH3N5T6R4W1XCBD";
  return {
    Server: "nginx",
    Date: "Fri, 20 Nov 2026 09:00:00 GMT",
    "Content-Type": "application/json",
    "Content-Length": String(length),
    Connection: "keep-alive",
    "Cache-Control": "max-age=0, private, must-revalidate",
    "Content-Security-Policy": "default-src 'none'",
    ETag: 'W/"d3486ae9136e7856bc42212385ea7970"',
    Vary: "Origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Gitlab-Meta": `{"correlation_id":"${id}","version":"1"}`,
    "X-Request-Id": id,
    "X-Runtime": "0.068214",
    "Strict-Transport-Security": "max-age=63072000",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "RateLimit-Limit": "2000",
    "RateLimit-Name": "throttle_authenticated_api",
    "RateLimit-Observed": "12",
    "RateLimit-Remaining": "1988",
    "RateLimit-Reset": String(Date.UTC(2026, 10, 20, 9, 1) / 1000),
  };
}
