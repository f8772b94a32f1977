import type { TestContext } from "node:test";
import type { LogAsk } from "../../../lib/core/looked.ts";
import { readExitCode, readLogTail } from "../../../lib/gitlab/log/tail.ts";
import { served } from "../openhttp.ts";

const place = { projectId: 7, jobId: 1001 };

/** A GitLab whose one job has whatever log it is given, and serves HTTP's parts. */
export async function tailsOf(t: TestContext) {
  let log = Buffer.alloc(0);
  const { http, seen } = await served(t, (request, response) => {
    const [, asked] = /^bytes=-(\d+)$/.exec(request.headers.range ?? "") ?? [];
    if (asked === undefined) return void response.writeHead(400).end();
    if (log.length === 0) return void response.writeHead(416).end();
    const first = Math.max(0, log.length - Number(asked));
    const range = `bytes ${first}-${log.length - 1}/${log.length}`;
    const part = log.subarray(first);
    response.writeHead(206, { "content-range": range, "content-length": part.length }).end(part);
  });
  return {
    seen,
    tail: (text: string, ask: LogAsk = { tailBytes: 65_536 }) => {
      log = Buffer.from(text);
      return readLogTail(http, place, ask);
    },
    exitCode: (text: string) => {
      log = Buffer.from(text);
      return readExitCode(http, place);
    },
  };
}
