namespace Upshot.Observe.Otlp;

/// <summary>Which signal a request is really of, judged by its first record: requests of all three nest alike, and senders mix up paths.</summary>
internal static class LooksLike
{
    private const uint Field1 = (1 << 3) | 2, Field2 = (2 << 3) | 2;

    /// <summary>Null: it does not look like anything.</summary>
    public static TelemetrySignal? Of(Slice request)
    {
        try
        {
            return First(request, Field1, out var group) && First(group, Field2, out var scope) && First(scope, Field2, out var record) ? OfRecord(record) : null;
        }
        catch (MalformedTelemetryException)
        {
            return null;
        }
    }

    private static TelemetrySignal? OfRecord(Slice record)
    {
        bool hasIds = false, hasName = false, hasTime = false, hasData = false, isSpan = false;
        var wire = new Wire(record);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    var first = wire.Bytes().Span;
                    hasName = !first.ContainsAnyExceptInRange((byte)' ', (byte)'~');
                    hasIds = first.Length == 16 && !hasName;
                    continue;
                case (1 << 3) | 1 or (11 << 3) | 1:
                    hasTime = true;
                    break;
                case (6 << 3) | 0 or (7 << 3) | 1 or (8 << 3) | 1:
                    // Kind, start and end of a span; no log and no metric has these.
                    isSpan = true;
                    break;
                case (5 << 3) | 2 or (7 << 3) | 2 or (9 << 3) | 2 or (10 << 3) | 2 or (11 << 3) | 2:
                    hasData = true;
                    break;
            }

            wire.Skip();
        }

        return hasTime ? TelemetrySignal.Logs
            : isSpan || hasIds ? TelemetrySignal.Traces
            : hasName && hasData ? TelemetrySignal.Metrics
            : null;
    }

    private static bool First(Slice message, uint tag, out Slice found)
    {
        var wire = new Wire(message);
        return wire.Find(tag, out found);
    }
}
