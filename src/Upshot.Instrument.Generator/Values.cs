using System.Collections;

namespace Upshot.Instrument.Generator;

/// <summary>A list that is equal to another of equal elements, so that the compiler sees when nothing changed.</summary>
internal sealed class Values<T>(IReadOnlyList<T> items) : IReadOnlyList<T>, IEquatable<Values<T>>
    where T : IEquatable<T>
{
    public int Count => items.Count;

    public T this[int index] => items[index];

    public bool Equals(Values<T>? other) => other is not null && items.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as Values<T>);

    public override int GetHashCode() => items.Aggregate(17, (hash, item) => unchecked((hash * 31) + item.GetHashCode()));

    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
