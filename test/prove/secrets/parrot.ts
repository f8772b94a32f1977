import { request } from "node:http";
import type { Incoming } from "../../../infra/twin/api/call.ts";
import { type Listening, listen } from "../../../infra/twin/listen.ts";

/** How a request is answered with itself. */
export const echoes = ["json", "text", "page", "redirect", "loose", "cut"] as const;
export type Echo = (typeof echoes)[number];

/** Stands before a server: hands requests on, remembers them, and when it is told to repeats what it was sent. */
export interface Parrot extends Listening {
  readonly heard: Incoming[];
  /** The next request that fits is answered so; the status is one that GitLab or AWS answers. */
  echo(how: Echo, fits: (incoming: Incoming) => boolean, status?: number): void;
  /** While it is set every request is. */
  always: Echo | undefined;
}

/**
 * @param upstream `undefined`: there is nobody behind it, and everything is answered `{}`
 * @param also what it repeats beside each request, and where it redirects to
 */
export async function openParrot(upstream: string | undefined, also: Partial<Also> = {}): Promise<Parrot> {
  const heard: Incoming[] = [];
  const armed: { how: Echo; fits: (incoming: Incoming) => boolean; status: number }[] = [];
  const parrot = { always: undefined as Echo | undefined };
  const listening = await listen(0, async (incoming, response) => {
    if (!incoming) return void response.writeHead(413).end();
    heard.push(incoming);
    const at = armed.findIndex(({ fits }) => fits(incoming));
    const [struck] = at < 0 ? [] : armed.splice(at, 1);
    const how = struck?.how ?? parrot.always;
    if (how) {
      const { status, headers, body } = echoed(how, incoming, {
        elsewhere: "",
        words: "",
        ...also,
        status: struck?.status ?? 400,
      });
      response.writeHead(status, headers).end(body);
      return;
    }
    if (upstream === undefined) return void response.writeHead(200, { "content-type": "application/json" }).end("{}");
    const answer = await handOn(upstream, incoming);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  return Object.assign(parrot, {
    ...listening,
    heard,
    echo: (how: Echo, fits: (incoming: Incoming) => boolean, status = 403) => void armed.push({ how, fits, status }),
  });
}

interface Also {
  readonly elsewhere: string;
  readonly words: string;
}

interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** What a badly made server or proxy says: the whole request, in each place where words of an answer are. */
function echoed(how: Echo, incoming: Incoming, at: Also & { status: number }): Told {
  const { method, target, headers, body } = incoming;
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const all = `${method} ${target}\n${lines.join("\n")}\n\n${body} ${at.words}`;
  const secret = headers.authorization?.replace(/^\w+ /, "") ?? headers["x-amz-security-token"] ?? "";
  const named = { "x-request-id": secret.replace(/[^\w.-]/g, "-"), "x-echo": encodeURIComponent(secret) };
  const json = { "content-type": "application/json", ...named };
  switch (how) {
    case "json": {
      const words = lines.filter((line) => /authorization|token/.test(line)).join(" ");
      const __type = "com.amazonaws#ValidationException";
      const message = { base: [`${at.words} ${words} ${body}`.slice(0, 2_000)] };
      return {
        status: at.status,
        headers: json,
        body: JSON.stringify({ __type, message: "x-amz-target" in headers ? all : message }),
      };
    }
    case "text":
      return { status: 500, headers: { ...named, "content-type": "text/plain" }, body: all };
    case "page":
      return { status: 502, headers: { ...named, "content-type": "text/html" }, body: `<pre>${all}</pre>` };
    case "redirect": {
      const location = `${at.elsewhere}/?private_token=${encodeURIComponent(secret)}`;
      return { status: 302, headers: { ...named, location }, body: "" };
    }
    // it answers 2xx, and what it says makes no sense
    case "loose":
      return {
        status: 201,
        headers: json,
        body: JSON.stringify({ id: secret, name: secret, status: secret, message: all }),
      };
    case "cut":
      return { status: 200, headers: json, body: `{"message": "${secret}` };
    default:
      return how satisfies never;
  }
}

async function handOn(upstream: string, { method, target, headers, body }: Incoming): Promise<Told> {
  const { host: _host, "content-length": _length, "transfer-encoding": _coding, ...rest } = headers;
  const length = { "content-length": String(Buffer.byteLength(body)) };
  return await new Promise((resolve, reject) => {
    const sending = request(`${upstream}${target}`, { method, headers: { ...rest, ...length } }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      const { "transfer-encoding": _, connection: __, ...kept } = answer.headers;
      const told = Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, String(value)]));
      resolve({ status: answer.statusCode ?? 502, headers: told, body: Buffer.concat(chunks) });
    });
    sending.on("error", reject).end(body);
  });
}
