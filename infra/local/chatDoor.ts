import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { make } from "../../functions/chat.ts";
import type { WorkerWorld } from "../../functions/world/worker.ts";
import type { ChatOptions } from "./chatOptions.ts";
import { type ChatHouse, chatWorld } from "./chatWorld.ts";

/** The chat function of a house, as requests and the driver reach it. */
export interface ChatDoor {
  /** From then on it answers: it is made once the house's address is known, which its buttons and links lead to. */
  open(url: string): void;
  answer(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  wake(): Promise<void>;
  close(): Promise<void>;
}

/** `undefined`: nobody is heard from chat. */
export function chatDoor(
  options: ChatHouse & { readonly chat?: ChatOptions | ((url: string) => ChatOptions) },
  worker: WorkerWorld,
): ChatDoor | undefined {
  const { chat } = options;
  if (!chat) return undefined;
  let world: ReturnType<typeof chatWorld> | undefined;
  let handler: ReturnType<typeof make> | undefined;
  const context = {
    getRemainingTimeInMillis: () => (options.functionSeconds ?? 60) * 1000,
  } as Context;
  return {
    open(url: string) {
      world = chatWorld({ ...options, chat: typeof chat === "function" ? chat(url) : chat }, worker);
      handler = make(world);
    },
    async answer(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
      return (await handler?.(event, context)) ?? { statusCode: 503 };
    },
    async wake(): Promise<void> {
      await handler?.({}, context);
    },
    close: async () => await world?.close(),
  };
}
