import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type Random, randomOf } from "../../fuzz/random.ts";
import { type Hostile, hostileAnswer } from "./answers.ts";

/** The one who may be asked, in the hands of somebody else. */
export interface HostileGitLab {
  readonly port: number;
  /** What it has been asked since it was taken last. */
  take(): readonly Heard[];
  /** From now on it answers as this draws. */
  draw(random: Random, forDownload: boolean): void;
  /** Answers by kind, so far. */
  readonly kinds: ReadonlyMap<string, number>;
  close(): void;
}

/** A request as it came. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
}

/** After so many it has nothing more to say: a list need not go on for ever. */
const mostAnswers = 8;
const enough: Hostile = {
  kind: "enough",
  status: 404,
  headers: { "content-type": "application/json" },
  body: '{"message":"404 Not found"}',
};

export async function openHostileGitLab(foreign: number): Promise<HostileGitLab> {
  const heard: Heard[] = [];
  let [random, isDownload]: [Random, boolean] = [randomOf(0), false];
  const kinds = new Map<string, number>();
  const server = createServer((request, response) => {
    const { method = "", url: path = "", headers } = request;
    heard.push({ method, path, headers });
    const ports = { own: (server.address() as AddressInfo).port, foreign };
    const answer = heard.length > mostAnswers ? enough : hostileAnswer(random, { path, isDownload }, ports);
    kinds.set(answer.kind, (kinds.get(answer.kind) ?? 0) + 1);
    request.resume();
    // these have no body
    const body = answer.status === 304 ? "" : answer.body;
    response.writeHead(answer.status, answer.headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    take: () => heard.splice(0),
    draw(drawn, forDownload) {
      [random, isDownload] = [drawn, forDownload];
    },
    kinds,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
