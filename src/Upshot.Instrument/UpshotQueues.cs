using System.Threading.Channels;
using Upshot.Instrument.Queues;

namespace Upshot.Instrument;

/// <summary>Depths of queues, as the metric <c>upshot.queue.depth</c>.</summary>
public static class UpshotQueues
{
    /// <summary>Watches a channel until the result is disposed of.</summary>
    /// <param name="name">A name of the queue, one of few: it becomes the attribute <c>upshot.queue.name</c>.</param>
    /// <param name="reader">The channel's reading side.</param>
    /// <exception cref="ArgumentException">The channel cannot count (unbounded with a single reader): give a function that can.</exception>
    public static IDisposable Watch<T>(string name, ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return reader.CanCount
            ? Watch(name, () => reader.Count)
            : throw new ArgumentException($"The channel of the queue \"{name}\" cannot count its items (unbounded with SingleReader). Create it without SingleReader, or bounded, or watch a count of your own.", nameof(reader));
    }

    /// <summary>Watches anything that has a depth until the result is disposed of.</summary>
    public static IDisposable Watch(string name, Func<int> depth)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(depth);
        return WatchedQueues.Add(name, depth);
    }
}
