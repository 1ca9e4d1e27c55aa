import { type Context } from "@opentelemetry/api";
import { SeverityNumber } from "@opentelemetry/api-logs";
import { logger } from "./plan.js";
import { told } from "./told.js";
import { type Values } from "./values.js";

function write(name: string, contract: string, message: string, values: Values, inside: Context, error?: Error): void {
  const failed = values["upshot.outcome"] === "failure";
  logger.emit({
    eventName: name,
    timestamp: Date.now(),
    severityNumber: failed ? SeverityNumber.ERROR : SeverityNumber.INFO,
    severityText: failed ? "ERROR" : "INFO",
    body: told(message, values),
    attributes: {
      ...values,
      "upshot.signal": contract,
      ...(error && { "exception.type": error.name, "exception.message": error.message, "exception.stacktrace": error.stack ?? "" }),
    },
    context: inside,
  });
}

export { write };
