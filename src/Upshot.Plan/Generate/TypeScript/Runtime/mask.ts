import { Classified } from "./classified.js";
import { type DeclaredValue } from "./values.js";

function masked(one: DeclaredValue): DeclaredValue {
  return { wanted: one.wanted, take: (value) => (one.take(Classified.open(value)) === undefined ? undefined : "***") };
}

export { masked };
