class Classified<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** @internal Only for redaction. A bare value is treated as if it said what it is. */
  static open(value: unknown): unknown {
    return value instanceof Classified ? value.#value : value;
  }
  toString(): string {
    return "***";
  }
  toJSON(): string {
    return "***";
  }
}

/** A value that could identify a person. Attributes of this class take no other. */
export class Personal<T> extends Classified<T> {
  declare private readonly privacy: "personal";
}

/** A value that is never stored as it is. Attributes of this class take no other. */
export class Secret<T> extends Classified<T> {
  declare private readonly privacy: "secret";
}

export { Classified };
