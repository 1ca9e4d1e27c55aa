using System.Collections.Concurrent;
using System.IO.Hashing;

namespace Upshot.Observe.Otlp;

/// <summary>
/// The same few resources come with every request: each is read once. Keyed by a 128-bit hash of its bytes; bounded, for
/// senders make the keys.
/// </summary>
internal sealed class ResourceCache(int capacity = 20_000)
{
    private readonly ConcurrentDictionary<UInt128, ResourceInfo> _known = new();

    public ResourceInfo Find(Slice resource)
    {
        var hash = XxHash128.HashToUInt128(resource.Span);
        if (_known.TryGetValue(hash, out var info))
        {
            return info;
        }

        info = ResourceInfo.Read(resource, (ulong)hash);
        if (_known.Count >= capacity)
        {
            _known.Clear();
        }

        return _known.GetOrAdd(hash, info);
    }
}
