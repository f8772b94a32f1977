import { setTimeout as pause } from "node:timers/promises";
import { luck } from "./random.ts";

const firstMillis = 20;
const mostMillis = 500;

/**
 * Waits a moment before a write that met another one is tried again: up to 20 ms, doubling with each try to at most half a
 * second, spread at random so that those who met do not meet again.
 */
export async function giveWay(tries: number): Promise<void> {
  await pause(luck() * Math.min(mostMillis, firstMillis * 2 ** tries));
}
