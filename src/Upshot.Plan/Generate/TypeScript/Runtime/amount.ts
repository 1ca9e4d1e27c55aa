import { measured } from "./instrument.js";
import { type Value, type Values } from "./values.js";

/** Of a metric by itself: nothing where its amount was left out. */
function measuredAmount(record: (amount: number, attributes: Values) => void, name: string, amounts: Values, attributes: Values): void {
  const amount: Value | undefined = amounts[name];
  if (amount !== undefined) {
    measured(name, () => record(amount as number, attributes));
  }
}

export { measuredAmount };
