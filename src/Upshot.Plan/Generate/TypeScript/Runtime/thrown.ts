import { redactedText } from "./redacted.js";

/** What is said of an exception whose message the plan classes: its type, and of its message and its stack, which repeats it, what may be shown. */
function thrownAs(error: unknown): Record<string, string> {
  const thrown = error instanceof Error ? error : undefined;
  const message = redactedText(thrown ? thrown.message : String(error));
  const stack = redactedText(thrown?.stack ?? "");
  return {
    "exception.type": thrown ? thrown.name : typeof error,
    ...(message !== undefined && { "exception.message": message }),
    ...(stack !== undefined && { "exception.stacktrace": stack }),
  };
}

export { thrownAs };
