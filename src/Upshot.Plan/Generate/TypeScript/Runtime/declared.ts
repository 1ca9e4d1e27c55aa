import { type DeclaredValue, type Value } from "./values.js";
import { whole } from "./whole.js";

const declaredSingle = {
  text: { wanted: "text", take: (value: unknown) => (typeof value === "string" ? whole(value) : undefined) },
  integer: { wanted: "a whole number of 64 bits", take: integer },
  number: { wanted: "a finite number", take: (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : undefined) },
  boolean: { wanted: "true or false", take: (value: unknown) => (typeof value === "boolean" ? value : undefined) },
};
const declared = {
  ...declaredSingle,
  texts: listOf(declaredSingle.text, "a list of texts"),
  integers: listOf(declaredSingle.integer, "a list of whole numbers"),
  numbers: listOf(declaredSingle.number, "a list of finite numbers"),
  booleans: listOf(declaredSingle.boolean, "a list of true and false"),
  memberOf,
  notBelowZero,
};

/** One of the values that are allowed. */
function memberOf(name: string, allowed: Readonly<Record<string, Value>>): DeclaredValue {
  const all = new Set<unknown>(Object.values(allowed));
  return { wanted: `a value of ${name}`, take: (value) => (all.has(value) ? (value as Value) : undefined) };
}

/** Of counters and histograms, which take nothing below zero. */
function notBelowZero(one: DeclaredValue): DeclaredValue {
  const take = (value: unknown): Value | undefined => {
    const found = one.take(value);
    return typeof found === "number" && found >= 0 ? found : undefined;
  };
  return { wanted: `${one.wanted}, not below zero`, take };
}

function listOf(one: DeclaredValue, wanted: string): DeclaredValue {
  const take = (value: unknown): Value | undefined => {
    if (!Array.isArray(value) && !ArrayBuffer.isView(value)) {
      return undefined;
    }
    const items = Array.from(value as ArrayLike<unknown>, one.take);
    return items.includes(undefined) ? undefined : (items as Value);
  };
  return { wanted, take };
}

function integer(value: unknown): number | undefined {
  const number = typeof value === "bigint" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= -(2 ** 63) && number < 2 ** 63 ? number : undefined;
}

export { declared };
