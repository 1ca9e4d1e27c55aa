class Classified<T> {
  readonly #value: T;
  constructor(value: T) {
    this.#value = value;
  }
  /** @internal Only for redaction. */
  static open(of: Classified<unknown>): unknown {
    return of.#value;
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
