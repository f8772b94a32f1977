import { pick, type Random } from "../../fuzz/random.ts";

/** Two ports of this machine: that of the one who may be asked, and that of a stranger. */
export interface Ports {
  readonly own: number;
  readonly foreign: number;
}

type Trap = (path: string, ports: Ports) => string;

const spellings: readonly Trap[] = [
  (path, { foreign }) => `http://127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `//127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `/\\127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `http:\\\\127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `\\\\127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `///127.0.0.1:${foreign}${path}`,
  (path, { own, foreign }) => `http://127.0.0.1:${own}@127.0.0.1:${foreign}${path}`,
  (path, { own, foreign }) => `http://127.0.0.1:${foreign}\\@127.0.0.1:${own}${path}`,
  (path, { own, foreign }) => `http://127.0.0.1:${foreign}#@127.0.0.1:${own}${path}`,
  (path, { own, foreign }) => `http://127.0.0.1:${foreign}?@127.0.0.1:${own}${path}`,
  (path, { foreign }) => `http://localhost:${foreign}${path}`,
  (path, { foreign }) => `http://127.1:${foreign}${path}`,
  (path, { foreign }) => `http://2130706433:${foreign}${path}`,
  (path, { foreign }) => `http://0x7f000001:${foreign}${path}`,
  (path, { foreign }) => `HTTP://127.0.0.1.:${foreign}${path}`,
  (path, { foreign }) => `http://user:password@127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `\thttp://127.0.0.1:${foreign}${path}`.trim(),
  (path, { foreign }) => `http:127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `https://127.0.0.1:${foreign}${path}`,
  (path, { foreign }) => `ws://127.0.0.1:${foreign}${path}`,
];

/** An address that leads away from the one who may be asked, in a spelling that somebody might misread. */
export function trapUrl(random: Random, ports: Ports, path: string): string {
  return pick(random, spellings)(path, ports);
}

/** Names that would lead elsewhere if they were part of an address as they are. */
export function trapName(random: Random, ports: Ports): string {
  const { own, foreign } = ports;
  return pick(random, [
    () => trapUrl(random, ports, "/shop/api"),
    () => `..`,
    () => `.`,
    () => `../../..`,
    () => `shop/../../api`,
    () => `shop/./api`,
    () => `%2e%2e`,
    () => `%2e%2e%2f%2e%2e%2fadmin`,
    () => `..%2f..%2fadmin`,
    () => `..\\..\\admin`,
    () => `@127.0.0.1:${foreign}`,
    () => `127.0.0.1:${own}@127.0.0.1:${foreign}`,
    () => `shop/api?private_token=`,
    () => `shop/api#`,
    () => `shop/api HTTP/1.1\r\nHost: 127.0.0.1:${foreign}\r\n\r\n`,
    () => `shop/api\r\nX-Forwarded-Host: 127.0.0.1:${foreign}`,
    () => `shop/api\0`,
    () => `\u2025/\u2025`,
    () => `\ud800`,
    () => ``,
    () => ` `,
    () => `main`,
    () => `shop/api`,
    () => `review/feature-1`,
  ])();
}
