using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Shop.Faults;

/// <summary>What is wrong with a metric; what is null stays as it is.</summary>
/// <param name="Metric">The metric that it is about.</param>
internal sealed record MetricDefect(string Metric)
{
    public string? Name { get; init; }
    public string? Unit { get; init; }

    /// <summary>gauge, or falling: a counter that falls.</summary>
    public string? Instrument { get; init; }
    public double Factor { get; init; } = 1;

    /// <summary>One label more.</summary>
    public Func<KeyValuePair<string, object?>>? Label { get; init; }

    /// <summary>One metric more, which counts the same.</summary>
    public string? Also { get; init; }
}

/// <summary>Takes an instrument's measurements and records them in another one, which has the defect; the right one is not exported.</summary>
internal static class MetricRelay
{
    public static void Put(MetricDefect defect, MeterProviderBuilder metrics)
    {
        Meter? twin = null;
        Action<double, KeyValuePair<string, object?>[]>? record = null;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == defect.Metric && twin is null)
                {
                    twin = new Meter(new MeterOptions(instrument.Meter.Name) { Version = instrument.Meter.Version, Tags = instrument.Meter.Tags, TelemetrySchemaUrl = instrument.Meter.TelemetrySchemaUrl });
                    record = Twin(instrument, defect, twin);
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => record?.Invoke(value * defect.Factor, Labels(tags, defect)));
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => record?.Invoke(value * defect.Factor, Labels(tags, defect)));
        metrics.AddView(instrument => instrument.Name == defect.Metric && defect.Also is null && instrument.Meter != twin ? MetricStreamConfiguration.Drop : null);
        listener.Start();
    }

    private static Action<double, KeyValuePair<string, object?>[]> Twin(Instrument right, MetricDefect defect, Meter meter)
    {
        var (name, unit) = (defect.Also ?? defect.Name ?? right.Name, defect.Unit ?? right.Unit);
        if (defect.Instrument == "gauge")
        {
            return meter.CreateGauge<double>(name, unit).Record;
        }

        if (defect.Instrument == "falling")
        {
            var left = 1_000_000L;
            KeyValuePair<string, object?>[]? seen = null;
            meter.CreateObservableCounter(name, () => seen is null ? [] : (IEnumerable<Measurement<long>>)[new(left--, seen)], unit);
            return (_, labels) => seen = labels;
        }

        if (right is Histogram<double> or Histogram<long>)
        {
            return meter.CreateHistogram<double>(name, unit).Record;
        }

        var counter = meter.CreateCounter<long>(name, unit);
        return (value, labels) => counter.Add((long)value, labels);
    }

    private static KeyValuePair<string, object?>[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> labels, MetricDefect defect) =>
        defect.Label is { } label ? [.. labels, label()] : [.. labels];
}
