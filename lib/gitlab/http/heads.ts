import type { Headers } from "../signature.ts";

/** Which bytes of a whole: `bytes` from `first` on. */
export interface Span {
  readonly first: number;
  readonly bytes: number;
}

/** How long the body is, where its head says so. */
export function lengthOf(headers: Headers): number | undefined {
  return wholeNumber(headers["content-length"]);
}

/** Which part an answer of 206 holds, and of how much; `undefined` where it does not say. */
export function partOf(headers: Headers): (Span & { readonly ofBytes?: number }) | undefined {
  const [, from, to, of] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(headers["content-range"] ?? "") ?? [];
  const [first, last, ofBytes] = [wholeNumber(from), wholeNumber(to), wholeNumber(of)];
  if (first === undefined || last === undefined || last < first) return undefined;
  return { first, bytes: last - first + 1, ...(ofBytes !== undefined && { ofBytes }) };
}

/**
 * The name that a sender gives a file: the last step of it, without what no terminal should see; at most 255 characters.
 * Source: RFC 6266, RFC 8187; `filename*` goes first.
 */
export function filenameOf(disposition: string | undefined): string | undefined {
  const encoded = /;\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]+)/i.exec(disposition ?? "")?.[1];
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition ?? "");
  const name = decoded(encoded) ?? plain?.[1]?.replace(/\\(.)/g, "$1") ?? plain?.[2];
  const last =
    name
      ?.split(/[/\\]/)
      .at(-1)
      ?.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "") ?? "";
  return /^\.{0,2}$/.test(last) ? undefined : last.slice(0, 255).toWellFormed();
}

/** Whether a body is not as it is, though we ask for that. */
export function isPacked(headers: Headers): boolean {
  return !/^(identity)?$/i.test(headers["content-encoding"] ?? "");
}

/** Whether a body ends with its connection only, so that its end and a break look the same. */
export function endsByClosing(headers: Headers): boolean {
  return headers["content-length"] === undefined && !/\bchunked\b/i.test(headers["transfer-encoding"] ?? "");
}

/** An order to the server before GitLab to send a file: who reads it has gone round that server. */
export function isOrder(headers: Headers): boolean {
  return ["gitlab-workhorse-send-data", "x-sendfile", "x-accel-redirect"].some((name) => headers[name] !== undefined);
}

/** A page for people, such as a sign-in: GitLab sends every file, a page too, as an attachment. */
export function isPage(headers: Headers): boolean {
  return /html/i.test(headers["content-type"] ?? "") && !/^\s*attachment\b/i.test(headers["content-disposition"] ?? "");
}

/** A page of an API's list, which has no place where a file is asked for. */
export function isList(headers: Headers): boolean {
  return headers["x-per-page"] !== undefined;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
