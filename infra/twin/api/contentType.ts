/** As Go's table of media types has them, with which GitLab's front server names files. */
const types: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  gif: "image/gif",
  htm: "text/html; charset=utf-8",
  html: "text/html; charset=utf-8",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  md: "text/markdown; charset=utf-8",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  xml: "text/xml; charset=utf-8",
  zip: "application/zip",
};

/** By the end of the name; what is not known is a stream of bytes. */
export function contentTypeOf(name: string): string {
  const [, ending = ""] = /\.([^.]+)$/.exec(name) ?? [];
  return types[ending.toLowerCase()] ?? "application/octet-stream";
}
