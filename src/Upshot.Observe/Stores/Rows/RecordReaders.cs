using Upshot.Observe.Otlp;
using Upshot.Observe.Policy;

namespace Upshot.Observe.Stores.Rows;

/// <summary>One reader for each signal that the store takes.</summary>
internal static class RecordReaders
{
    public static Dictionary<TelemetrySignal, RecordReader> For(IReadOnlyList<Column> declared, OperationMatcher operations)
    {
        var resources = new ResourceCache();
        RecordReader[] readers =
        [
            new SpanReader(SpanSchema.With(declared), resources, operations),
            new MetricReader(MetricSchema.With(declared), resources),
            new LogReader(LogSchema.With(declared), resources),
        ];
        return readers.ToDictionary(r => r.Schema.Signal);
    }
}
