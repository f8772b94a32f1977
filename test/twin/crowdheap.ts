import { answerCall } from "../../infra/twin/api/answerCall.ts";
import { virtualClock } from "../../infra/twin/clock.ts";
import { createTwin } from "../../infra/twin/twin.ts";

// Run with --expose-gc: tells what the heap holds, in bytes, before there is a crowd, with it, and after so many of its
// jobs were listed, a page at a time.

const listed = Number(process.argv[2]);
const jobsPerProject = 2000;
const twin = createTwin({ clock: virtualClock().now });
const idle = heapBytes();
const { firstProjectId, jobs } = twin.addCrowd({ projects: 500, jobsPerProject });
await walk(firstProjectId);
const crowded = heapBytes();
let seen = 0;
for (let index = 1; seen < listed; index++) seen += await walk(firstProjectId + index);
const told = { jobs, seen, idle, crowded, after: heapBytes(), held: twin.world.jobs.size };
process.stdout.write(JSON.stringify(told));

async function walk(projectId: number): Promise<number> {
  let count = 0;
  const first = `/api/v4/projects/${projectId}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=100`;
  for (let target: string | undefined = first; target !== undefined; ) {
    const { body, headers } = await answerCall(twin.world, {
      method: "GET",
      target,
      headers: { "private-token": twin.bot.token },
      body: "",
      origin: "http://twin",
    });
    const rows: unknown = JSON.parse(String(body));
    if (!Array.isArray(rows)) throw new Error(String(body));
    count += rows.length;
    target = /<http:\/\/twin([^>]+)>; rel="next"/.exec(headers.Link ?? "")?.[1];
  }
  return count;
}

function heapBytes(): number {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
