using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Upshot.Instrument.Queues;

/// <summary>Queues by name. Those of the same name are one queue: their depths are added.</summary>
internal static class WatchedQueues
{
    private static readonly ConcurrentDictionary<WatchedQueue, byte> Queues = new();

    public static readonly ObservableUpDownCounter<long> Depth = Signals.Meter.CreateObservableUpDownCounter(
        "upshot.queue.depth", Measure, "{item}", "Items that wait in a queue of this process.");

    public static IDisposable Add(string name, Func<int> depth)
    {
        var queue = new WatchedQueue(name, depth);
        Queues[queue] = 0;
        return queue;
    }

    public static void Remove(WatchedQueue queue) => Queues.TryRemove(queue, out _);

    private static IEnumerable<Measurement<long>> Measure() => Queues.Keys
        .GroupBy(queue => queue.Name, queue => (long)queue.Depth(), StringComparer.Ordinal)
        .Select(group => new Measurement<long>(group.Sum(), new KeyValuePair<string, object?>("upshot.queue.name", group.Key)));
}

internal sealed class WatchedQueue(string name, Func<int> depth) : IDisposable
{
    public string Name => name;

    public int Depth() => depth();

    public void Dispose() => WatchedQueues.Remove(this);
}
