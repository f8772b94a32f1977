import { SettingsError } from "../../core/errors.ts";
import { openWire, type Wire } from "../wire.ts";

/** Sends to one server alone: paths are below its address. @throws SettingsError when that is none of a server's */
export function openServer(serverUrl: string, seconds?: number): Wire {
  const { origin, path: base } = baseOf(serverUrl);
  const wire = openWire(origin, seconds);
  return { ...wire, send: (asked) => wire.send({ ...asked, path: `${base}${asked.path}` }) };
}

function baseOf(text: string): { readonly origin: string; readonly path: string } {
  const url = URL.parse(text);
  const isHere = url?.hostname === "127.0.0.1" || url?.hostname === "localhost";
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isHere);
  if (!url || !isSafe || url.username !== "" || url.search !== "" || url.hash !== "")
    throw new SettingsError("the address of Mattermost is none: write it as https://chat.example.com");
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, "") };
}
