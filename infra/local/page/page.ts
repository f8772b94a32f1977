import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { type Request, readRequest } from "../../../lib/edge/request.ts";
import { documentOf } from "./document.ts";
import { type Guard, guardOf, pageHeaders } from "./guard.ts";
import type { PageChat } from "./pageChat.ts";
import type { SeenWorld } from "./seenWorld.ts";
import { exactView, type View, viewHref, viewOf } from "./view.ts";

/** What the page shows and what can be done on it. */
export interface PageParts {
  readonly chats: readonly PageChat[];
  readonly world: () => SeenWorld;
  /** Somebody begins a pipeline with a gate in it. */
  readonly beginRelease: () => void;
  /** The runner's hand. @throws Error in words, where a runner could not do it */
  readonly endJob: (job: number, deed: "succeed" | "fail") => void;
}

type Handler = (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;

const largestFormBytes = 256 * 1024;
const mostNotices = 100;

const files: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  "/talk/page.css": file("page.css", "text/css"),
  "/talk/page.js": file("page.js", "text/javascript"),
  "/talk/icon.svg": file("icon.svg", "image/svg+xml"),
};

function file(name: string, type: string) {
  return { type, text: readFileSync(join(import.meta.dirname, name), "utf8") };
}

/** The chat page: `GET /` and `GET /talk` show it, forms are posted to `/talk/…`. Only this machine's browser is answered. */
export function chatPage(parts: PageParts): Handler {
  const key = randomBytes(32);
  const notices = new Map<string, string>();

  async function shown({ visit }: Guard, query: URLSearchParams): Promise<LambdaFunctionURLResult> {
    const view = viewOf(query, parts.chats);
    if (!view) return plain(404, "There is no chat here.");
    const { session, token, cookie } = visit;
    const notice = notices.get(session);
    const { chats, world } = parts;
    const page = documentOf({ view, chats, world: world(), token, ...(notice !== undefined && { notice }) });
    return answer(200, "text/html", String(await page), cookie === undefined ? {} : { cookies: [cookie] });
  }

  async function posted(request: Request, guard: Guard): Promise<LambdaFunctionURLResult> {
    if (request.bodyBytes > largestFormBytes) return plain(413, "That is too long.");
    const form = new URLSearchParams(Buffer.from(request.body()).toString());
    if (!guard.isOurs(form)) return plain(403, "This form is not of this page any more: load the page again.");
    const deed = Object.hasOwn(deeds, request.path) ? deeds[request.path] : undefined;
    const view = exactView(form, parts.chats);
    if (!deed) return plain(404, "There is no such form.");
    if (!view) return plain(400, "There is no such chat, channel or person: load the page again.");
    const notice = await deed(form, view, parts);
    const { session } = guard.visit;
    notices.delete(session);
    if (notice !== undefined) notices.set(session, notice);
    for (const old of [...notices.keys()].slice(0, -mostNotices)) notices.delete(old);
    return answer(303, "text/plain", "", { headers: { location: viewHref({ ...view, text: "" }) } });
  }

  return async (event) => {
    const request = readRequest(event);
    const guard = guardOf({ request, cookies: event.cookies ?? [], address: event.requestContext.domainName }, key);
    if (!guard.isAtHome) return plain(421, "This page is for this machine alone: use the address that was printed.");
    if (request.method === "POST") return await posted(request, guard);
    if (request.method !== "GET") return plain(405, "");
    const found = Object.hasOwn(files, request.path) ? files[request.path] : undefined;
    if (found) return answer(200, found.type, found.text);
    if (request.path !== "/" && request.path !== "/talk") return plain(404, "There is no such page: / is the chat.");
    return await shown(guard, new URLSearchParams(event.rawQueryString));
  };
}

type Deed = (form: URLSearchParams, view: View, parts: PageParts) => Promise<string | undefined>;

/** What a form does. @returns what the person is told about it, where there is something */
const deeds: Readonly<Record<string, Deed>> = {
  "/talk/say": async (form, { chat, channel, person }) => {
    const text = (form.get("text") ?? "").trim();
    if (!/^\/penstock( |$)/i.test(text)) return "Penstock hears what begins with /penstock: try /penstock help.";
    return await chat.say({ who: person.id, channel: channel.id, text });
  },
  "/talk/click": async (form, { chat, channel, person }) =>
    await chat.click({
      who: person.id,
      channel: channel.id,
      message: form.get("message") ?? "",
      button: form.get("button") ?? "",
    }),
  "/talk/release": async (_, __, { beginRelease }) => beginRelease() ?? undefined,
  "/talk/hand": async (form, _, { endJob }) => {
    const deed = form.get("deed") === "fail" ? "fail" : "succeed";
    try {
      endJob(Number(form.get("job")), deed);
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
};

function plain(status: number, text: string): LambdaFunctionURLResult {
  return answer(status, "text/plain", text);
}

interface More {
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: string[];
}

function answer(statusCode: number, type: string, body: string, { headers, ...more }: More = {}) {
  const known = { ...pageHeaders, "content-type": `${type}; charset=utf-8`, ...headers };
  return { statusCode, headers: known, body, ...more };
}
