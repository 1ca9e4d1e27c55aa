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
        .Select(queue => (queue.Name, Depth: DepthOf(queue)))
        .Where(queue => queue.Depth is not null)
        .GroupBy(queue => queue.Name, queue => queue.Depth!.Value, StringComparer.Ordinal)
        .Select(group => new Measurement<long>(group.Sum(), new KeyValuePair<string, object?>("upshot.queue.name", group.Key)));

    // One that cannot be counted any more, such as when it is disposed of, does not take the others with it.
    private static long? DepthOf(WatchedQueue queue)
    {
        try
        {
            return queue.Depth();
        }
        catch (Exception)
        {
            return null;
        }
    }
}

internal sealed class WatchedQueue(string name, Func<int> depth) : IDisposable
{
    public string Name => name;

    public int Depth() => depth();

    public void Dispose() => WatchedQueues.Remove(this);
}
