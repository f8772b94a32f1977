import type { RequestListener } from "node:http";
import type { TestContext } from "node:test";
import { createHttp, type Http, type HttpOptions } from "../../lib/gitlab/http/http.ts";
import { now, type Seen, serve, token } from "./server.ts";

/** A connection to a GitLab, with the usual token; closed after the test. */
export function openHttp(t: TestContext, baseUrl: string, options: Partial<HttpOptions> = {}): Http {
  const http = createHttp({ baseUrl, token, userAgent: "penstock-test", clock: () => now, ...options });
  t.after(() => http.close());
  return http;
}

/** A connection to a server that answers so, and what the server has seen. */
export async function served(
  t: TestContext,
  answer: RequestListener,
  { below = "", ...options }: Partial<HttpOptions> & { below?: string } = {},
): Promise<{ http: Http; seen: Seen[] }> {
  const { url, seen } = await serve(t, answer);
  return { http: openHttp(t, url + below, options), seen };
}
