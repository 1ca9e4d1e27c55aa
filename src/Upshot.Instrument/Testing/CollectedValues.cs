using System.Globalization;

namespace Upshot.Instrument.Testing;

/// <summary>The attributes of something collected, read as the types that the plan gives them.</summary>
public sealed class CollectedValues
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Names => _values.Keys;

    public bool Has(string attribute) => _values.ContainsKey(attribute);

    /// <exception cref="InvalidOperationException">It is not there, or is no text.</exception>
    public string Text(string attribute) => Get<string>(attribute);

    /// <exception cref="InvalidOperationException">It is not there, or is no whole number.</exception>
    public long Integer(string attribute) => Get<long>(attribute);

    /// <exception cref="InvalidOperationException">It is not there, or is no number.</exception>
    public double Number(string attribute) => Get<double>(attribute);

    /// <exception cref="InvalidOperationException">It is not there, or is neither true nor false.</exception>
    public bool Flag(string attribute) => Get<bool>(attribute);

    /// <exception cref="InvalidOperationException">It is not there, or is of another type.</exception>
    public T Get<T>(string attribute) => !_values.TryGetValue(attribute, out var value)
        ? throw new InvalidOperationException($"There is no {attribute}. There are: {this}.")
        : value is T typed ? typed : throw new InvalidOperationException($"{attribute} is {value?.GetType().Name ?? "null"} {value}, not {typeof(T).Name}.");

    public override string ToString() =>
        string.Join(", ", _values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => string.Create(CultureInfo.InvariantCulture, $"{v.Key}={v.Value}")));

    internal static CollectedValues Of(IEnumerable<KeyValuePair<string, object?>> values)
    {
        var collected = new CollectedValues();
        foreach (var (name, value) in values)
        {
            collected._values[name] = value;
        }

        return collected;
    }
}
