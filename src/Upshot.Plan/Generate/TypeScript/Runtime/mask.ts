import { type Classified } from "./classified.js";

function mask(value: Classified<unknown> | undefined): string | undefined {
  return value === undefined ? undefined : "***";
}

export { mask };
