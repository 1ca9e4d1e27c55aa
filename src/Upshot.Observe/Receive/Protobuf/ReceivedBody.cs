using Upshot.Observe.Store;

namespace Upshot.Observe.Receive.Protobuf;

/// <summary>A request's bytes, and when they came: the time of a record that has none of its own.</summary>
/// <param name="ReceivedAt">Unix nanoseconds, whole milliseconds as in the journal: after a restart it is the same.</param>
internal readonly record struct ReceivedBody(Slice Bytes, long ReceivedAt)
{
    public static unsafe ReceivedBody Of(JournalEntry entry) => Of(entry.Body, entry.ReceivedAt);

    public static unsafe ReceivedBody Of(Body body, DateTimeOffset receivedAt) =>
        new(new Slice(body.Pointer, body.Length), receivedAt.ToUnixTimeMilliseconds() * 1_000_000);
}
