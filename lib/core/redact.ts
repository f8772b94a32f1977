/** What stands where a secret stood. */
const hidden = "[hidden]";

/**
 * What is a secret by its own look, each from its first letters on: what follows only adds to a match and never decides it, so
 * that no text takes more time than its length.
 * Sources: docs.gitlab.com/security/tokens, "Token prefixes"; docs.slack.dev/authentication/tokens; AWS IAM identifiers
 * reference; RFC 7519 (read 2026-11).
 */
const tokens =
  /(?:gl(?:pat|oas|dt|rtr?|cbt|ptt|ft|imt|agent|wt|soat|ffct)-|whsec_|xox[a-z][.-]|xapp-|GR1348941)[\w.+/=-]*|(?<![A-Z0-9])A(?:KI|SI|BI|CC)A[A-Z0-9]{16}|eyJ[\w-]{8,}(?:\.[\w-]+)*/g;

/** A value behind its name: a header, a setting, a field of JSON or of a form. The name may be told. */
const named =
  /((?:(?:private|job|deploy|gitlab|vault|security)-token|authorization|cookie|(?:token|secret|passw(?:or)?d|signature|credential|(?:access|private|api|secret)[-_]?key)(?=["']?\s{0,9}=|["']\s{0,9}:))["']?\s{0,9}[:=]\s{0,9}["']?(?:(?:bearer|basic|token|digest|negotiate)\s{1,9})?)[^\s"'&,;]+/gi;

const bearer = /\b(bearer\s{1,9})[\w.~+/=-]{16,}/gi;

/** From the `://` of an address to the end of its word. */
const address = /:\/\/[^\s"'<>`]+/g;

/** Every run of letters that an e-mail address may be in: each is looked at once. */
const runs = /[\p{L}\p{N}.!#$%&*+=?^_{|}~-]+(?:@[\p{L}\p{N}.-]+)*/gu;

/**
 * A text without what must not be told in one: tokens and keys by their look, values of headers and fields that hold secrets,
 * users, passwords and queries of addresses, and e-mail addresses. A secret that looks like any other word is not known here:
 * no line may be given one.
 */
export function redacted(text: string): string {
  return text
    .replace(address, bareAddress)
    .replace(named, `$1${hidden}`)
    .replace(bearer, `$1${hidden}`)
    .replace(tokens, hidden)
    .replace(runs, (run) => (/.(?:@|%40)[\p{L}\p{N}-]+\./iu.test(run) ? hidden : run));
}

/** What an error says, whoever made it, as it may be told. */
export function saidBy(error: unknown): string {
  return redacted(error instanceof Error ? error.message : String(error));
}

/** Without user, password, query and fragment. */
function bareAddress(text: string): string {
  const end = text.search(/[?#]/);
  const place = end < 0 ? text : `${text.slice(0, end + 1)}${hidden}`;
  const [host = "", ...path] = place.slice(3).split("/");
  const at = host.lastIndexOf("@");
  return `://${[at < 0 ? host : `${hidden}@${host.slice(at + 1)}`, ...path].join("/")}`;
}
