import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A request that was seen on a wire. */
export interface Asked {
  /** When it came to the wire. */
  readonly at: number;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** What the other side answered, once it has. */
  status?: number;
}

/** Who listens on a wire. Each says whether what was heard is passed on. */
export interface Ears {
  onRequest(asked: Asked): Promise<boolean>;
  onAnswer(asked: Asked): boolean;
}

/** Stands between two processes: passes bytes both ways, can stand still, and leads where it is told to. */
export interface Wire {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Where new connections lead from now on. */
  leadTo(url: string): void;
  /** Nothing passes until `release`, as if the other side were frozen. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

const everything: Ears = { onRequest: async () => true, onAnswer: () => true };

export async function openWire(url: string, ears: Ears = everything): Promise<Wire> {
  let port = portOf(url);
  let isHeld = false;
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    join(near, far, ears);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      if (isHeld) socket.pause();
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the wire has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    leadTo(next) {
      port = portOf(next);
    },
    hold() {
      isHeld = true;
      for (const socket of sockets) socket.pause();
    },
    release() {
      isHeld = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const portOf = (url: string) => Number(new URL(url).port);

/** Neither client of ours sends a second request on a connection before the first is answered. */
function join(near: Socket, far: Socket, ears: Ears): void {
  let asked: Asked | undefined;
  let before: Promise<unknown> = Promise.resolve();
  const inTurn = (deed: () => unknown) => {
    before = before.then(deed);
  };
  near.on("data", (chunk) =>
    inTurn(async () => {
      const head = /^([A-Z]+) (\S+) HTTP\/1\.1\r\n/.exec(chunk.toString("latin1"));
      if (head) asked = { at: Date.now(), method: head[1] ?? "", path: head[2] ?? "" };
      if (!head || !asked || (await ears.onRequest(asked))) far.write(chunk);
    }),
  );
  far.on("data", (chunk) => {
    const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(chunk.toString("latin1", 0, 16)) ?? [];
    const isHeard = status !== undefined && asked !== undefined && asked.status === undefined;
    if (isHeard) asked = Object.assign(asked ?? {}, { status: Number(status) }) as Asked;
    if (!isHeard || !asked || ears.onAnswer(asked)) near.write(chunk);
  });
  near.on("error", () => {});
  far.on("error", () => {});
  near.on("end", () => inTurn(() => far.end()));
  near.on("close", () => inTurn(() => far.end()));
  far.on("end", () => near.end());
  far.on("close", (isBroken) => (isBroken ? near.resetAndDestroy() : near.end()));
}
