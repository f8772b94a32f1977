import { Agent, get } from "node:http";
import { answerCall } from "../../infra/twin/api/answerCall.ts";
import { virtualClock } from "../../infra/twin/clock.ts";
import { serveTwin } from "../../infra/twin/serve.ts";
import { createTwin } from "../../infra/twin/twin.ts";

// `npm run bench:twin [-- PROJECTS JOBS]`: walks every job of a crowd by keyset, 100 a page, first without HTTP, then
// with it, and tells how fast that was and what memory it took. Client and twin are this one process.

const [projects = 500, jobsPerProject = 2000] = process.argv.slice(2).map(Number);
const concurrency = 8;
const api = "/api/v4";

/** One page: its rows, and the address of the next one below the origin. */
type Ask = (target: string) => Promise<{ body: string; link: string | undefined }>;

const twin = createTwin({ clock: virtualClock().now });
const began = performance.now();
const { firstProjectId, jobs } = twin.addCrowd({ projects, jobsPerProject, seed: 1 });
console.log(`${jobs} jobs in ${projects} projects, there after ${Math.round(performance.now() - began)} ms`);

await measure("in process", async (target) => {
  const headers = { "private-token": twin.bot.token };
  const answer = await answerCall(twin.world, { method: "GET", target, headers, body: "", origin: "http://twin" });
  return { body: String(answer.body), link: answer.headers.Link };
});

const served = await serveTwin(twin);
const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
await measure(`over HTTP, ${concurrency} at once`, (target) => {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Ask>>>();
  get(`${served.url}${target}`, { agent, headers: { "PRIVATE-TOKEN": twin.bot.token } }, (response) => {
    const chunks: Buffer[] = [];
    response.on("data", (chunk: Buffer) => chunks.push(chunk));
    response.on("error", reject);
    response.on("end", () => resolve({ body: String(Buffer.concat(chunks)), link: linkOf(response.headers.link) }));
  }).on("error", reject);
  return promise;
});
agent.destroy();
await served.close();
console.log(`held at the end: ${twin.world.jobs.size} jobs, ${twin.requests.length} requests`);

async function measure(title: string, ask: Ask): Promise<void> {
  const memory = [rssMegabytes()];
  const start = performance.now();
  const left = Array.from({ length: projects }, (_, index) => firstProjectId + index);
  let count = 0;
  const work = async () => {
    for (let project = left.shift(); project !== undefined; project = left.shift()) {
      const found = await walk(project, ask);
      count += found;
      if (memory.length === 1 && count >= jobs / 2) memory.push(rssMegabytes());
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const seconds = (performance.now() - start) / 1000;
  const [first = 0, middle = 0, last = middle] = [...memory, rssMegabytes()];
  const ratio = (last / middle).toFixed(2);
  console.log(
    `${title}: ${count} jobs in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second; ` +
      `RSS ${first}, ${middle}, ${last} MB at start, middle and end: the end is ${ratio} of the middle`,
  );
  if (count !== jobs) throw new Error(`${jobs - count} jobs were not there`);
}

/** Each job of a project once, or it throws. */
async function walk(project: number, ask: Ask): Promise<number> {
  const seen = new Set<number>();
  const first = `${api}/projects/${project}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=100`;
  for (let target: string | undefined = first; target !== undefined; ) {
    const { body, link } = await ask(target);
    for (const { id } of JSON.parse(body)) {
      if (seen.has(id)) throw new Error(`job ${id} came twice`);
      seen.add(id);
    }
    target = /<[^>]*?(\/api\/v4[^>]+)>; rel="next"/.exec(link ?? "")?.[1];
  }
  return seen.size;
}

function linkOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function rssMegabytes(): number {
  return Math.round(process.memoryUsage().rss / 1_048_576);
}
