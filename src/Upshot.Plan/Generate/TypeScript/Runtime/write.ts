import { type Context } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { logger } from "./plan.js";
import { told } from "./told.js";
import { failed } from "./trouble.js";
import { type Values } from "./values.js";

/** Whether it was written. */
function write(name: string, contract: string, message: string, values: Values, inside: Context, error: unknown): boolean {
  const isFailure = values["upshot.outcome"] === "failure";
  const thrown = error instanceof Error ? error : undefined;
  try {
    logger.emit({
      eventName: name,
      timestamp: Date.now(),
      severityNumber: isFailure ? SeverityNumber.ERROR : SeverityNumber.INFO,
      severityText: isFailure ? "ERROR" : "INFO",
      body: told(message, values),
      attributes: {
        ...values,
        "upshot.signal": contract,
        ...(thrown && { "exception.type": thrown.name, "exception.message": thrown.message, "exception.stacktrace": thrown.stack ?? "" }),
      },
      context: inside,
    });
    return true;
  } catch (trouble) {
    failed(name, trouble);
    return false;
  }
}

export { write };
