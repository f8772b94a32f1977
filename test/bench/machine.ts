import { cpus, loadavg, release, totalmem, type } from "node:os";

/** What ran the measurements: figures of two machines are not compared, ratios with care. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
  /** Processes that wanted a core in the last minute, before anything was measured. */
  readonly loadBefore: number;
  readonly at: string;
}

export function machine(): Machine {
  const [load = 0] = loadavg();
  return {
    processor: cpus()[0]?.model ?? "a processor",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${type()} ${release()}`,
    node: process.version,
    loadBefore: Math.round(load * 100) / 100,
    at: new Date().toISOString(),
  };
}

export function machineText({ processor, cores, memoryGigabytes, system, node, loadBefore, at }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGigabytes} GB, ${system}, Node ${node}, load ${loadBefore} before, ${at.slice(0, 16)}Z`;
}
