import type { Instant } from "../../../lib/core/time.ts";
import type { Random } from "../../simulation/random.ts";

/** Whether a process lives. Whoever is killed waits for ever: nothing of it goes on. */
export interface Life {
  isOver: boolean;
  /** Told once, when it is killed. */
  onEnd?: () => void;
}

/** Who dies when. */
export interface Reaper {
  /** Plans kills for the next requests to GitLab: one somewhere in each of so many equal stretches of them. */
  plan(kills: number, requests: number): void;
  /** GitLab is asked something. */
  request(now: Instant): void;
  /** One question of a process to the world: whether it dies of it, before it is sent, or when its answer comes. */
  fate(): "before" | "after" | undefined;
  kills(): number;
  /** What GitLab was asked. */
  requests(): number;
  /** How long it was asked nothing, where that was more than 2 s. */
  pauseMillis(): number;
}

/** A kill hits one of so many questions after its request. */
const withinQuestions = 40;
const longMillis = 2_000;

export function createReaper(random: Random): Reaper {
  const [planned, armed]: [number[], number[]] = [[], []];
  const seen = { requests: 0, questions: 0, kills: 0, last: 0, pauseMillis: 0 };
  return {
    plan(kills, requests) {
      const stretch = requests / kills;
      for (let at = 0; at < kills; at++) planned.push(seen.requests + Math.floor((at + random.next()) * stretch));
    },
    request(now) {
      if (seen.last > 0 && now - seen.last > longMillis) seen.pauseMillis += now - seen.last;
      seen.last = now;
      seen.requests++;
      for (; (planned[0] ?? Number.POSITIVE_INFINITY) < seen.requests; planned.shift())
        armed.push(seen.questions + random.whole(1, withinQuestions));
    },
    fate() {
      seen.questions++;
      const at = armed.findIndex((when) => when <= seen.questions);
      if (at < 0) return undefined;
      armed.splice(at, 1);
      seen.kills++;
      return random.chance(0.5) ? "before" : "after";
    },
    kills: () => seen.kills,
    requests: () => seen.requests,
    pauseMillis: () => seen.pauseMillis,
  };
}

/** The same methods for one life: at each question it may end, and then no answer ever comes. */
export function mortal<Port extends object>(port: Port, life: Life, fate: Reaper["fate"]): Port {
  return around(port, (_, method) => async (...given) => {
    const drawn = life.isOver ? "before" : fate();
    if (drawn === "before") return await end(life);
    const [answer] = await Promise.allSettled([method(...given)]);
    if (drawn === "after" || life.isOver) return await end(life);
    if (answer.status === "rejected") throw answer.reason;
    return answer.value;
  });
}

/** Ends a life, from inside or from outside. */
export function end(life: Life): Promise<never> {
  life.isOver = true;
  life.onEnd?.();
  delete life.onEnd;
  // One for each: what all waited for would remember them all.
  return new Promise(() => {});
}

type Method = (...given: unknown[]) => Promise<unknown>;

/** The same port, each method as it is made of the bare one. */
export function around<Port extends object>(port: Port, make: (name: string, method: Method) => Method): Port {
  const known = new Map<PropertyKey, Method>();
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      const made = known.get(name) ?? make(String(name), (...given) => Reflect.apply(method, target, given));
      known.set(name, made);
      return made;
    },
  });
}
