import { getCACertificates } from "node:tls";
import type { Clock } from "../../core/time.ts";
import type { Answer } from "./answerbody.ts";
import type { Base } from "./base.ts";
import { failure, statusFailure } from "./errors.ts";
import { type Opened, open, type Place } from "./opened.ts";
import { openPool } from "./pool.ts";
import { receive } from "./receive.ts";
import type { Download, DownloadOptions } from "./sink.ts";
import { storageFailure, storagePlace } from "./storage.ts";
import type { showToken } from "./token.ts";
import { createWatch, type Watch } from "./watch.ts";

interface Ground {
  readonly base: Base;
  readonly shown: ReturnType<typeof showToken>;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly caPem: string | undefined;
  readonly connectSeconds: number;
}

const mostRedirects = 3;
const usualIdleSeconds = 60;
/** GitLab's words fit in, a page of a proxy need not. */
const mostWordsBytes = 65_536;

/** Downloads from GitLab and from the object storage that it redirects to, on connections of their own. */
export function createDownload(ground: Ground): { readonly download: Download; close(): Promise<void> } {
  const { base, shown, clock, caPem, connectSeconds } = ground;
  // a download that waits for another's connection would be late for its own watch
  const bounds = { connectSeconds, waitSeconds: 0, answerBytes: -1, connections: null };
  const connections = openPool(base.origin, { ...bounds, ...(caPem !== undefined && { ca: caPem }) });

  function gitlab(path: string, range: Record<string, string>): Place {
    const url = new URL(base.origin + base.apiPath + shown.onPath(path));
    const headers = { ...range, ...plain(ground.userAgent), ...shown.headers };
    return { url, path: base.apiPath + shown.onPath(path), isStorage: false, headers, connections };
  }

  function storage(url: URL, range: Record<string, string>): Place {
    const headers = { ...range, ...plain(ground.userAgent) };
    const path = url.pathname + url.search;
    // a GitLab with a private CA may keep its files at a public storage
    const ca = caPem === undefined ? {} : { ca: [...getCACertificates("default"), caPem] };
    return { url, path, isStorage: true, headers, connections: openPool(url.origin, { ...bounds, ...ca }) };
  }

  /** Follows redirects until there is an answer that is none. */
  async function find(path: string, options: DownloadOptions, on: { where: string; watch: Watch }): Promise<Opened> {
    const range = rangeHeader(options);
    let opened = await open(gitlab(path, range), on);
    for (let redirects = 0; isRedirect(opened.status); redirects++) {
      await opened.close();
      const { status, headers, place } = opened;
      if (redirects === mostRedirects)
        throw failure({ code: "redirected", where: on.where, what: `more than ${mostRedirects} redirects`, status });
      const { location } = headers;
      const { veiled } = shown;
      const next = storagePlace({ where: on.where, status, location, from: place.url, veiled }, base);
      opened = await open(storage(next, range), on);
    }
    return opened;
  }

  return {
    async download({ path }, to, options = {}) {
      const where = `GET ${path.split("?")[0]}`;
      const watch = createWatch(options.idleSeconds ?? usualIdleSeconds, clock);
      const opened = await find(path, options, { where, watch });
      try {
        if (opened.status >= 200 && opened.status < 300) return await receive(opened, to, { ...options, where, watch });
        const answer = await wordsIn(opened, watch);
        throw opened.place.isStorage
          ? storageFailure(where, opened.place.url, answer)
          : statusFailure(answer, { where, veiled: shown.veiled, now: clock(), base });
      } finally {
        await opened.close();
      }
    },
    close: () => connections.pool.close(),
  };
}

function plain(userAgent: string) {
  return { accept: "*/*", "accept-encoding": "identity", "user-agent": userAgent };
}

function rangeHeader({ range }: DownloadOptions): Record<string, string> {
  if (range === undefined) return {};
  if ("lastBytes" in range) return { range: `bytes=-${range.lastBytes}` };
  return { range: `bytes=${range.first}-${range.last ?? ""}` };
}

/** 304 answers a question that is never asked. */
function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

/** The beginning of an answer that says no. */
async function wordsIn({ status, headers, next }: Opened, watch: Watch): Promise<Answer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  while (bytes < mostWordsBytes && !watch.crawls(bytes)) {
    // the status is known: words that break off do not hide it
    const piece = await next().catch(() => undefined);
    if (piece === undefined) break;
    pieces.push(piece);
    bytes += piece.length;
  }
  return { status, headers, body: Buffer.concat(pieces) };
}
