/**
 * `error`: 500, and nothing is shown; `reset`: the connection breaks before anything is read; `resetAfter`: the message is
 * shown, and then it breaks; `nonsense`: it is shown, and the answer is a web page; `late`: it is shown, and no answer comes.
 */
type FaultKind = "error" | "reset" | "resetAfter" | "nonsense" | "late";

interface Fault {
  readonly kind: FaultKind;
  /** A method such as `chat.postMessage`, or `reply`. */
  readonly on: string;
  left: number;
}

/** What goes wrong with the app's next requests. */
export interface Faults {
  /** The next requests of a kind, one by default. */
  add(kind: FaultKind, on: string, count?: number): void;
  take(on: string): FaultKind | undefined;
}

export function createFaults(): Faults {
  const faults: Fault[] = [];
  return {
    add: (kind, on, count = 1) => void faults.push({ kind, on, left: count }),
    take(on) {
      const fault = faults.find((one) => one.on === on && one.left > 0);
      if (fault) fault.left--;
      return fault?.kind;
    },
  };
}
