using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace InstrumentBench;

/// <summary>Listens to everything and keeps nothing: what is measured is what instrumentation costs, not what is done with it.</summary>
internal sealed class Listeners : ILogger, ILoggerFactory
{
    private readonly MeterListener _meters = new();
    private long _seen;

    public Listeners(bool spans, bool metrics)
    {
        if (spans)
        {
            ActivitySource.AddActivityListener(new ActivityListener { ShouldListenTo = _ => true, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded });
        }

        if (metrics)
        {
            _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<double>((_, _, tags, _) => _seen += tags.Length);
            _meters.SetMeasurementEventCallback<long>((_, _, tags, _) => _seen += tags.Length);
            _meters.Start();
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        // As exporters do: every attribute, once.
        var attributes = (IReadOnlyList<KeyValuePair<string, object?>>)state!;
        for (var i = 0; i < attributes.Count; i++)
        {
            _seen += attributes[i].Key.Length;
        }
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose() => _meters.Dispose();
}
