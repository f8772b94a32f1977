import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { StoreError, type StoreErrorCode } from "../core/errors.ts";
import { wasMaybeDone } from "./attempts.ts";

/** What DynamoDB says about one action of a cancelled transaction; in the order of the actions. */
interface CancellationReason {
  readonly Code?: string;
  readonly Message?: string;
  readonly Item?: Record<string, AttributeValue>;
}

interface ServiceError {
  readonly name: string;
  readonly message: string;
  readonly Item?: Record<string, AttributeValue>;
  readonly CancellationReasons?: readonly CancellationReason[];
}

/** DynamoDB's names, of whole requests and of single actions, for what is worth another try. Source: API reference (read 2026-11). */
const codesByName: Readonly<Record<string, StoreErrorCode>> = {
  ProvisionedThroughputExceededException: "throttled",
  ProvisionedThroughputExceeded: "throttled",
  ThrottlingException: "throttled",
  ThrottlingError: "throttled",
  RequestLimitExceeded: "throttled",
  TransactionConflictException: "conflict",
  TransactionConflict: "conflict",
};

/** The index and the item of the first action whose condition failed, or `undefined` when the error is another. */
export function lostCondition(
  error: unknown,
): { readonly index: number; readonly item?: Record<string, AttributeValue> | undefined } | undefined {
  const { name, Item, CancellationReasons } = error as ServiceError;
  if (name === "ConditionalCheckFailedException") return { index: 0, item: Item };
  if (name !== "TransactionCanceledException") return undefined;
  const index = CancellationReasons?.findIndex(({ Code }) => Code === "ConditionalCheckFailed") ?? -1;
  return index < 0 ? undefined : { index, item: CancellationReasons?.[index]?.Item };
}

/** The SDK's error in our words. A write that may have been done is `ambiguous`, whatever the last attempt said. */
export function storeError(error: unknown, doing: "read" | "write"): StoreError {
  if (error instanceof StoreError) return error;
  const { name, message } = error as ServiceError;
  const text = `DynamoDB ${doing}: ${name}: ${message}`;
  if (doing === "write" && wasMaybeDone(error)) return new StoreError("ambiguous", text, { cause: error });
  return new StoreError(codeOf(error as ServiceError), text, { cause: error });
}

function codeOf({ name, message, CancellationReasons = [] }: ServiceError): StoreErrorCode {
  const names = [name, ...CancellationReasons.map(({ Code }) => Code ?? "None")];
  const codes = names.map((word) => codesByName[word]);
  if (codes.includes("throttled")) return "throttled";
  if (codes.includes("conflict")) return "conflict";
  const isRefused = names.includes("ValidationException") || names.includes("ValidationError");
  const words = [message, ...CancellationReasons.map(({ Message }) => Message ?? "")].join(" ");
  // "Item size has exceeded the maximum allowed size"; keys and whole transactions alike.
  if (isRefused && /size.*exceed|exceed.*size/i.test(words)) return "tooLarge";
  return "unavailable";
}
