using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Upshot.Observe.Policy.Bounds;

/// <summary>What was seen of everything that is bounded, over the plans that a server has had: another plan forgets nothing.</summary>
internal sealed class BoundMemory
{
    private readonly ConcurrentDictionary<string, SeenValues> _seen = new(StringComparer.Ordinal);

    /// <summary>Of the hashes: strangers choose values.</summary>
    public long Seed { get; } = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    public SeenValues Of(string what) => _seen.GetOrAdd(what, _ => new());
}
