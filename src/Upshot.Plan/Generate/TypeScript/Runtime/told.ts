import { type Values } from "./values.js";

/** A template with the values that it names in braces. */
function told(template: string, values: Values): string {
  return template.replace(/\{([^{}]+)\}/g, (_, found: string) => String(values[found] ?? ""));
}

export { told };
