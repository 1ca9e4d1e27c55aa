type Value = string | number | boolean | string[] | number[] | boolean[];
type Values = Record<string, Value>;
type Given = Record<string, Value | readonly string[] | readonly number[] | readonly boolean[] | undefined>;

function given(values: Given): Values {
  const some = Object.create(null) as Values;
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined) {
      some[name] = typeof value === "object" ? ([...value] as Value) : value;
    }
  }
  return some;
}

export { given, type Given, type Value, type Values };
