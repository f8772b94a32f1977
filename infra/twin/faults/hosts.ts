/** The same address at another name of this machine: to whoever compares hosts it is a strange one. */
export function elsewhere(address: string): string {
  const url = new URL(address);
  url.hostname = url.hostname === "localhost" ? "127.0.0.1" : "localhost";
  return url.href;
}
