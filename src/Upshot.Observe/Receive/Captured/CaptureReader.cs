using Upshot.Evidence;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Receive.Captured;

/// <summary>
/// Decodes export requests into plain records, for verification: everything that came is wanted, whole, and there is
/// little of it. The store's readers copy nothing and keep less.
/// </summary>
public sealed class CaptureReader
{
    private const int MostMalformed = 20;

    private readonly OriginReader _origins = new();
    private readonly List<CapturedSpan> _spans = [];
    private readonly List<CapturedMetric> _metrics = [];
    private readonly List<CapturedLog> _logs = [];
    private readonly List<string> _malformed = [];
    private readonly long[] _bytes = new long[(int)TelemetrySignal.Logs + 1];
    private int _requests;

    /// <summary>More came than was given to this reader.</summary>
    public bool IsCut { get; set; }

    /// <summary>Adds what a request holds. One that is malformed adds nothing but its complaint.</summary>
    public unsafe void Add(TelemetrySignal signal, ReadOnlySpan<byte> body)
    {
        _bytes[(int)signal] += body.Length;
        _requests++;
        var (spans, metrics, logs) = (_spans.Count, _metrics.Count, _logs.Count);
        fixed (byte* pointer = body)
        {
            try
            {
                Read(signal, new Slice(pointer, body.Length));
            }
            catch (MalformedTelemetryException e)
            {
                _spans.RemoveRange(spans, _spans.Count - spans);
                _metrics.RemoveRange(metrics, _metrics.Count - metrics);
                _logs.RemoveRange(logs, _logs.Count - logs);
                if (_malformed.Count < MostMalformed)
                {
                    _malformed.Add(e.Message);
                }
            }
        }
    }

    public CapturedTelemetry Captured() => new()
    {
        Spans = [.. _spans],
        Metrics = [.. _metrics],
        Logs = [.. _logs],
        SpanBytes = _bytes[(int)TelemetrySignal.Traces],
        MetricBytes = _bytes[(int)TelemetrySignal.Metrics],
        LogBytes = _bytes[(int)TelemetrySignal.Logs],
        Requests = _requests,
        Malformed = [.. _malformed],
        IsCut = IsCut,
    };

    /// <summary>Request → resource → scope → record: each is field 2 of the one before, beside what it says of itself in field 1.</summary>
    private void Read(TelemetrySignal signal, Slice request)
    {
        var wire = new Wire(request);
        while (wire.Next())
        {
            if (wire.Tag == ((1 << 3) | 2))
            {
                ReadResource(signal, wire.Bytes());
            }
            else
            {
                wire.Skip();
            }
        }
    }

    private void ReadResource(TelemetrySignal signal, Slice message)
    {
        var resource = new Slice();
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == ((1 << 3) | 2))
            {
                resource = wire.Bytes();
            }
            else
            {
                wire.Skip();
            }
        }

        wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == ((2 << 3) | 2))
            {
                ReadScope(signal, resource, wire.Bytes());
            }
            else
            {
                wire.Skip();
            }
        }
    }

    private void ReadScope(TelemetrySignal signal, Slice resource, Slice message)
    {
        Slice scope = default, schema = default;
        var wire = new Wire(message);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case (1 << 3) | 2:
                    scope = wire.Bytes();
                    break;
                case (3 << 3) | 2:
                    schema = wire.Bytes();
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        var origin = _origins.Read(resource, scope, schema);
        wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag != ((2 << 3) | 2))
            {
                wire.Skip();
                continue;
            }

            switch (signal)
            {
                case TelemetrySignal.Traces:
                    _spans.Add(CapturedSpans.Read(wire.Bytes(), origin));
                    break;
                case TelemetrySignal.Metrics:
                    _metrics.Add(CapturedMetrics.Read(wire.Bytes(), origin));
                    break;
                default:
                    _logs.Add(CapturedLogs.Read(wire.Bytes(), origin));
                    break;
            }
        }
    }
}
