import type { Recorded } from "./entry.ts";

/** A worker's look is written down once its call has been answered: behind what was heard since it began. */
const spreadMillis = 120_000;
/** GitLab and people send a delivery again within hours. */
const againMillis = 86_400_000;

/** Puts what comes nearly in order into order, and leaves out deliveries that came before. */
export interface Order {
  add(one: Recorded): void;
  /** Nothing more comes. */
  end(): void;
  /** How many deliveries were left out. */
  readonly repeated: number;
}

export function createOrder(take: (one: Recorded) => void): Order {
  const waiting: Recorded[] = [];
  let head = 0;
  let newest = Number.NEGATIVE_INFINITY;
  let repeated = 0;
  const isRepeated = createMemory();

  function insert(one: Recorded): void {
    let place = waiting.length;
    while (place > head && (waiting[place - 1]?.at ?? 0) > one.at) place--;
    if (place === waiting.length) waiting.push(one);
    else waiting.splice(place, 0, one);
  }

  function release(until: number): void {
    for (let one = waiting[head]; one && one.at <= until; one = waiting[head]) {
      head++;
      take(one);
    }
    if (head < 4_096) return;
    waiting.splice(0, head);
    head = 0;
  }

  return {
    add(one) {
      if (one.kind === "event" && isRepeated(one.delivery, one.at)) {
        repeated++;
        return;
      }
      insert(one);
      newest = Math.max(newest, one.at);
      release(newest - spreadMillis);
    },
    end: () => release(Number.POSITIVE_INFINITY),
    get repeated() {
      return repeated;
    },
  };
}

/** Whether a delivery was there before, at least within a day. What the patrol found has one name for each of its runs. */
function createMemory(): (delivery: string, at: number) => boolean {
  let [young, old] = [new Set<string>(), new Set<string>()];
  let since = Number.NEGATIVE_INFINITY;
  return (delivery, at) => {
    if (delivery.startsWith("patrol ")) return false;
    if (young.has(delivery) || old.has(delivery)) return true;
    if (at - since > againMillis) {
      [young, old] = [new Set(), young];
      since = at;
    }
    young.add(delivery);
    return false;
  };
}
