import { type Answered, openWire, type Wire } from "../wire.ts";

/** Sends to Slack's few origins, once each time, following nothing. */
export interface Wires {
  /** @param url of an origin that was checked */
  post(url: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  close(): Promise<void>;
}

/** @param seconds as of `openWire` */
export function openWires(seconds?: number): Wires {
  const wires = new Map<string, Wire>();
  return {
    async post(url, body, headers = {}) {
      const { origin, pathname } = new URL(url);
      const wire = wires.get(origin) ?? openWire(origin, seconds);
      wires.set(origin, wire);
      return await wire.send({ method: "POST", path: pathname, headers, body });
    },
    async close() {
      await Promise.all([...wires.values()].map((wire) => wire.close()));
    },
  };
}
