import { type Classified } from "./classified.js";

function drop(_: Classified<unknown> | undefined): undefined {
  return undefined;
}

export { drop };
