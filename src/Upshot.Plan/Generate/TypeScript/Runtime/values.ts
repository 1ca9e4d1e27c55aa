import { failed, leaveOut } from "./trouble.js";

type Value = string | number | boolean | string[] | number[] | boolean[];
type Values = Record<string, Value>;

/** What the plan declares a value to be. `take` answers with what is emitted; undefined: it is of another type. */
type DeclaredValue = { readonly wanted: string; readonly take: (value: unknown) => Value | undefined };

/** A property that a call takes, the attribute or metric that it becomes, what the plan declares it to be, and whether it wants one. */
type TakenValue = readonly [property: string, name: string, declared: DeclaredValue, isRequired: boolean];

/** The values that are what the plan declares; the others are left out. Whatever they turn out to be, the application goes on. */
function taken(parameters: readonly TakenValue[], given: unknown, isDemanding: boolean): Values {
  const into = Object.create(null) as Values;
  for (const [property, name, kind, isRequired] of parameters) {
    try {
      const value = (given as Record<string, unknown> | null | undefined)?.[property] ?? undefined;
      const emitted = value === undefined ? undefined : kind.take(value);
      if (emitted !== undefined) {
        into[name] = emitted;
      } else if (value !== undefined || (isRequired && isDemanding)) {
        // A value's own words are not repeated: they may be anybody's.
        leaveOut(name, `the plan wants ${kind.wanted}, and ${value === undefined ? "nothing" : `a value of type ${typeof value}`} was given`);
      }
    } catch (error) {
      failed(name, error);
    }
  }
  return into;
}

export { type DeclaredValue, taken, type TakenValue, type Value, type Values };
