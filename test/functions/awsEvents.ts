import { marshall } from "@aws-sdk/util-dynamodb";
import type {
  APIGatewayProxyEventV2,
  AttributeValue,
  Context,
  DynamoDBRecord,
  LambdaFunctionURLEvent,
  ScheduledEvent,
} from "aws-lambda";

// Events with every field that AWS gives them, whether we read it or not.

/** What differs from one request to the next. A missing body is left out, as AWS leaves it out. */
export interface Sent {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body?: string | undefined;
  readonly isBase64Encoded?: boolean;
}

/** Source: docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html, "Request payload format" (read 2026-11). */
export function functionUrlRequest({ headers, body, isBase64Encoded = false }: Sent): LambdaFunctionURLEvent {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: "/gitlab/gitlab",
    rawQueryString: "",
    headers: {
      "x-amzn-tls-cipher-suite": "TLS_AES_128_GCM_SHA256",
      "x-amzn-tls-version": "TLSv1.3",
      "x-amzn-trace-id": "Root=1-691e8a90-0f1e2d3c4b5a69788796a5b4",
      "x-forwarded-proto": "https",
      "x-forwarded-port": "443",
      "x-forwarded-for": "198.51.100.7",
      host: "url-id.lambda-url.eu-central-1.on.aws",
      "content-type": "application/json",
      ...headers,
    },
    requestContext: {
      accountId: "anonymous",
      apiId: "url-id",
      domainName: "url-id.lambda-url.eu-central-1.on.aws",
      domainPrefix: "url-id",
      http: {
        method: "POST",
        path: "/gitlab/gitlab",
        protocol: "HTTP/1.1",
        sourceIp: "198.51.100.7",
        userAgent: "GitLab/19.1.0",
      },
      requestId: "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
      routeKey: "$default",
      stage: "$default",
      time: "20/Nov/2026:09:00:00 +0000",
      timeEpoch: Date.UTC(2026, 10, 20, 9),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** Source: docs.aws.amazon.com/apigateway, "Create AWS Lambda proxy integrations for HTTP APIs", format 2.0 (read 2026-11). */
export function httpApiRequest(sent: Sent): APIGatewayProxyEventV2 {
  const event = functionUrlRequest(sent);
  const routeKey = "POST /gitlab/{source}";
  return {
    ...event,
    routeKey,
    headers: { ...event.headers, host: "api-id.execute-api.eu-central-1.amazonaws.com" },
    pathParameters: { source: "gitlab" },
    stageVariables: { stage: "live" },
    requestContext: {
      ...event.requestContext,
      accountId: "123456789012",
      apiId: "api-id",
      domainName: "api-id.execute-api.eu-central-1.amazonaws.com",
      domainPrefix: "api-id",
      routeKey,
    },
  };
}

/** Source: docs.aws.amazon.com/lambda/latest/dg/with-ddb.html, "Example event" (read 2026-11). */
export function streamRecord(
  eventName: "INSERT" | "MODIFY" | "REMOVE",
  serial: number,
  image?: Readonly<Record<string, AttributeValue>>,
): DynamoDBRecord {
  return {
    eventID: `c4ca4238a0b923820dcc509a6f7584${String(serial).padStart(2, "0")}`,
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    dynamodb: {
      ApproximateCreationDateTime: Date.UTC(2026, 10, 20, 9) / 1000,
      Keys: { id: image?.id ?? { S: "gitlab/42/job:1/retry" } },
      ...(image && { NewImage: image }),
      SequenceNumber: sequenceNumber(serial),
      SizeBytes: 512,
      StreamViewType: "NEW_IMAGE",
    },
    eventSourceARN: "arn:aws:dynamodb:eu-central-1:123456789012:table/penstock-tasks/stream/2026-11-20T00:00:00.000",
  };
}

/** Twenty digits and more: no number holds it. */
export function sequenceNumber(serial: number): string {
  return String(4_421_584_500_000_000_017_450_439_000n + BigInt(serial));
}

/** An item in DynamoDB's own form. */
export function imageOf(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  return marshall(item) as Record<string, AttributeValue>;
}

/** Source: docs.aws.amazon.com/eventbridge/latest/ref/event-reference.html, "Scheduled Event" (read 2026-11). */
export const everyMinute: ScheduledEvent = {
  version: "0",
  id: "89d1a02d-5ec7-412e-82f5-13505f849b41",
  "detail-type": "Scheduled Event",
  source: "aws.events",
  account: "123456789012",
  time: "2026-11-20T09:00:00Z",
  region: "eu-central-1",
  resources: ["arn:aws:events:eu-central-1:123456789012:rule/penstock-tick"],
  detail: {},
};

/** A function's context, of which only the time left is read. */
export function context(getRemainingTimeInMillis: () => number): Context {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: "penstock-work",
    functionVersion: "$LATEST",
    invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:penstock-work",
    memoryLimitInMB: "256",
    awsRequestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    logGroupName: "/aws/lambda/penstock-work",
    logStreamName: "2026/11/20/[$LATEST]0123456789abcdef",
    getRemainingTimeInMillis,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
