using System.Collections.Concurrent;
using System.Globalization;
using Upshot.Tests.Running;

namespace Upshot.Tests.Crash;

/// <summary>
/// Requests that are told apart by their numbers. One that was not acknowledged is sent again, with the same bytes, before
/// any new one.
/// </summary>
internal sealed class Batches(DateTimeOffset start)
{
    public const int Traces = 5, SpansPerTrace = 8, Spans = Traces * SpansPerTrace;

    private readonly ConcurrentQueue<int> _again = new();
    private readonly ConcurrentDictionary<int, bool> _acknowledged = new();
    private int _last;

    /// <summary>How many there are, acknowledged or not.</summary>
    public int Count => _last;

    public ICollection<int> Acknowledged => _acknowledged.Keys;

    public bool HasUnacknowledged => _acknowledged.Count < _last;

    public int Next() => _again.TryDequeue(out var number) ? number : Interlocked.Increment(ref _last);

    public void Acknowledge(int number) => _acknowledged[number] = true;

    public void SendAgain(int number) => _again.Enqueue(number);

    public byte[] Bytes(int number) => TestSpan.Request("shop", "1.0", "shop-1", Enumerable.Range(0, Spans).Select(i => Span(number, i)));

    /// <summary>The number that stands in the trace ids of a request.</summary>
    public static int NumberIn(string traceId) => int.Parse(traceId.AsSpan(0, 16), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private TestSpan Span(int number, int index)
    {
        var (trace, location) = Math.DivRem(index, SpansPerTrace);
        var first = (number * (long)Spans) + (trace * SpansPerTrace) + 1;
        return new(
            $"{number:x16}{trace + 1:x16}", $"{first + location:x16}", location == 0 ? "" : $"{first:x16}", location == 0 ? "GET /cart" : $"step {location}", location == 0 ? 2 : 1,
            start.AddMilliseconds(number), TimeSpan.FromMilliseconds(40 - location))
        { Route = location == 0 ? "/cart" : "" };
    }
}
