import type { Answer } from "../api/answer.ts";
import type { Incoming } from "../api/call.ts";
import { chanceOf, shuffled } from "./chance.ts";
import type { Aim, Misleading } from "./fault.ts";
import { elsewhere } from "./hosts.ts";
import { jsonOf } from "./mangle.ts";

/**
 * A list that leads its reader astray; what is no list stays as it is.
 *
 * @param work does what the request asks for, or another one in its place
 */
export async function mislead(
  fault: Aim & Misleading,
  incoming: Incoming,
  work: (incoming: Incoming) => Promise<Answer>,
): Promise<Answer> {
  const isEndless = fault.kind === "link" && fault.to === "endless";
  const given = await work(isEndless ? firstPage(incoming) : incoming);
  const rows = jsonOf(given);
  if (!Array.isArray(rows)) return given;
  switch (fault.kind) {
    case "shuffled":
      return { ...given, body: JSON.stringify(shuffled(rows, chanceOf(fault.seed ?? 1))) };
    case "emptyPage":
      return { ...withNext(given, nextOf(given, incoming), nextPage(incoming)), body: "[]" };
    case "link":
      return linkedTo(fault.to, incoming, given);
    default:
      return fault satisfies never;
  }
}

function linkedTo(to: Extract<Misleading, { kind: "link" }>["to"], incoming: Incoming, given: Answer): Answer {
  const next = nextOf(given, incoming);
  switch (to) {
    case "host":
      return withNext(given, elsewhere(next));
    case "list":
      return withNext(given, ofAnotherList(next));
    case "scheme":
      return withNext(
        given,
        next.replace(/^http(s?):/, (_, secure: string) => (secure ? "http:" : "https:")),
      );
    case "same":
      return withNext(given, addressOf(incoming).href, pageOf(incoming));
    case "endless":
      return withNext(given, numbered(incoming, nextPage(incoming)), nextPage(incoming));
    default:
      return to satisfies never;
  }
}

/** Where the list really goes on, or would. */
function nextOf({ headers }: Answer, incoming: Incoming): string {
  const [, next] = /<([^<>]*)>; rel="next"/.exec(headers.Link ?? "") ?? [];
  return next ?? numbered(incoming, nextPage(incoming));
}

/** @param page what the header of page numbers says; missing: what it said */
function withNext(given: Answer, next: string, page?: number): Answer {
  const others = (given.headers.Link ?? "").split(", ").filter((link) => link !== "" && !link.endsWith('rel="next"'));
  const Link = [`<${next}>; rel="next"`, ...others].join(", ");
  return { ...given, headers: { ...given.headers, Link, ...(page !== undefined && { "X-Next-Page": String(page) }) } };
}

function ofAnotherList(address: string): string {
  const url = new URL(address);
  url.pathname = url.pathname.endsWith("/projects") ? "/api/v4/groups" : "/api/v4/projects";
  return url.href;
}

function addressOf({ origin, target }: Incoming): URL {
  return new URL(target, origin);
}

function pageOf(incoming: Incoming): number {
  return Number(addressOf(incoming).searchParams.get("page")) || 1;
}

function nextPage(incoming: Incoming): number {
  return pageOf(incoming) + 1;
}

/** As a `next` link of a list with numbers: all that was asked, and the page. */
function numbered(incoming: Incoming, page: number): string {
  const url = addressOf(incoming);
  url.searchParams.set("page", String(page));
  return url.href;
}

function firstPage(incoming: Incoming): Incoming {
  const url = addressOf(incoming);
  for (const name of ["page", "cursor", "id_after", "id_before"]) url.searchParams.delete(name);
  return { ...incoming, target: url.pathname + url.search };
}
