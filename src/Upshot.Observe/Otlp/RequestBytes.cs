namespace Upshot.Observe.Otlp;

/// <summary>A request's bytes, and when they came: the time of a record that has none of its own.</summary>
/// <param name="ReceivedAt">Unix nanoseconds, whole milliseconds as in the journal: after a restart it is the same.</param>
internal readonly record struct RequestBytes(Slice Bytes, long ReceivedAt)
{
    public static unsafe RequestBytes Of(RequestBuffer buffer, DateTimeOffset receivedAt) =>
        new(new Slice(buffer.Pointer, buffer.Length), receivedAt.ToUnixTimeMilliseconds() * 1_000_000);
}
