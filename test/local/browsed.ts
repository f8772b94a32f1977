import { request } from "node:http";

/** What a browser was answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request as it stands, whatever a browser would have made of it: its Host and Origin are the caller's. */
export function ask(address: string, { method = "GET", headers = {}, body }: Asked = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, headers }, async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk);
      resolve({
        status: answer.statusCode ?? 0,
        headers: answer.headers,
        text: Buffer.concat(chunks).toString(),
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A browser that has opened the page: its cookie, and the token of its forms. */
export interface Browsed {
  readonly cookie: string;
  readonly token: string;
  look(query?: string): Promise<string>;
  /** Sends a form of the page; `spoilt`: headers that are not the page's. */
  send(
    path: string,
    fields: Readonly<Record<string, string>>,
    spoilt?: Readonly<Record<string, string>>,
  ): Promise<Answered>;
}

export async function browse(url: string): Promise<Browsed> {
  const { headers, text } = await ask(`${url}/`);
  const cookie = (headers["set-cookie"]?.[0] ?? "").split(";")[0] ?? "";
  const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? "";
  return {
    cookie,
    token,
    look: async (query = "") => (await ask(`${url}/talk${query}`, { headers: { cookie } })).text,
    send: (path, fields, spoilt = {}) =>
      ask(`${url}${path}`, {
        method: "POST",
        headers: {
          cookie,
          origin: url,
          "content-type": "application/x-www-form-urlencoded",
          ...spoilt,
        },
        body: new URLSearchParams({ token, ...fields }).toString(),
      }),
  };
}
