import type { twinWorld } from "./world.ts";

type World = Pick<Awaited<ReturnType<typeof twinWorld>>, "served" | "twin">;

export interface Raw {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  readonly text: string;
}

/** Asks below `/api/v4` as the bot, or with other headers; redirects are shown, not followed. */
export async function raw(
  { served, twin }: World,
  path: string,
  { method = "GET", headers = { "PRIVATE-TOKEN": twin.bot.token } }: Asking = {},
): Promise<Raw> {
  return fetchRaw(`${served.url}/api/v4${path}`, { method, headers });
}

interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export async function fetchRaw(url: string, { method = "GET", headers = {} }: Asking = {}): Promise<Raw> {
  const response = await fetch(url, { method, headers: { ...headers }, redirect: "manual" });
  const bytes = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString() };
}
