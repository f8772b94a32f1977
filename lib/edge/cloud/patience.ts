/** How long a look at AWS may take: a person waits for it. Source: @smithy/types, NodeHttpHandlerOptions (read 2026-11). */
export const patience = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};
