namespace Upshot.Observe.Policy.Bounds;

/// <summary>At most so many different ones of something.</summary>
/// <param name="Names">Of a span or an event: the attributes whose combinations count; null: all.</param>
internal sealed record Bound(int Limit, SeenValues Seen, NameTable<bool>? Names = null)
{
    public bool Admits(ulong value, int day) => Seen.Admits(value, Limit, day);
}
