using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Upshot.Instrument.Testing;

/// <summary>
/// Collects in memory what code emits, for the unit tests of an application: spans, measurements and events, each by the signal that the
/// plan declares. What is collected is what this test's own flow of execution emits (tasks that it started included), so that tests may
/// run side by side; <see cref="Everywhere"/> collects from the whole process.
/// </summary>
public sealed class CollectedTelemetry : IDisposable
{
    private static readonly AsyncLocal<CollectedTelemetry?> s_mine = new();

    private readonly ConcurrentQueue<CollectedSpan> _spans = new();
    private readonly ConcurrentQueue<CollectedMeasurement> _measurements = new();
    private readonly ConcurrentQueue<CollectedEvent> _events = new();
    private readonly HashSet<string> _scopes;
    private readonly bool _isEverywhere;
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _meterListener = new();
    private readonly IDisposable _logs;

    private CollectedTelemetry(string[] scopes, bool isEverywhere)
    {
        _scopes = new(scopes, StringComparer.OrdinalIgnoreCase);
        _isEverywhere = isEverywhere;
        if (!isEverywhere)
        {
            s_mine.Value = this;
        }

        _spanListener = new ActivityListener
        {
            ShouldListenTo = source => IsWanted(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => IsMine ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (IsMine)
                {
                    _spans.Enqueue(new CollectedSpan(span));
                }
            },
        };
        ActivitySource.AddActivityListener(_spanListener);
        _meterListener.InstrumentPublished = (instrument, listener) =>
        {
            if (IsWanted(instrument.Meter.Name) && !instrument.IsObservable)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _meterListener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _meterListener.SetMeasurementEventCallback<double>(Record);
        _meterListener.Start();
        _logs = CollectedLogs.To(this);
    }

    public IReadOnlyList<CollectedSpan> Spans => [.. _spans];

    public IReadOnlyList<CollectedMeasurement> Measurements => [.. _measurements];

    public IReadOnlyList<CollectedEvent> Events => [.. _events];

    internal bool IsMine => _isEverywhere || s_mine.Value == this;

    /// <summary>Collects what this flow of execution emits.</summary>
    /// <param name="scopes">Names of activity sources, meters and categories of events, such as <c>ShopPlan.Scope</c>; none: all.</param>
    public static CollectedTelemetry Start(params string[] scopes) => new(scopes, isEverywhere: false);

    /// <summary>Collects what the whole process emits, such as a server that handles requests in flows of its own.</summary>
    public static CollectedTelemetry Everywhere(params string[] scopes) => new(scopes, isEverywhere: true);

    /// <summary>The spans of a signal, by its id: <c>Shop.Checkout.Signal</c>.</summary>
    public IReadOnlyList<CollectedSpan> SpansOf(string signal) => [.. _spans.Where(s => s.Signal == signal)];

    /// <summary>The only span of a signal.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what there was.</exception>
    public CollectedSpan Span(string signal) => Only(SpansOf(signal), signal, _spans.Select(s => s.Signal));

    /// <summary>The measurements of a metric, by its name.</summary>
    public IReadOnlyList<CollectedMeasurement> MeasurementsOf(string metric) => [.. _measurements.Where(m => m.Metric == metric)];

    /// <summary>The only measurement of a metric, by its name.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what there was.</exception>
    public CollectedMeasurement Measurement(string metric) => Only(MeasurementsOf(metric), metric, _measurements.Select(m => m.Metric));

    /// <summary>The events of a signal, by its id.</summary>
    public IReadOnlyList<CollectedEvent> EventsOf(string signal) => [.. _events.Where(e => e.Signal == signal)];

    /// <summary>The only event of a signal, by its id.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what there was.</exception>
    public CollectedEvent Event(string signal) => Only(EventsOf(signal), signal, _events.Select(e => e.Signal));

    public void Dispose()
    {
        if (s_mine.Value == this)
        {
            s_mine.Value = null;
        }

        _logs.Dispose();
        _meterListener.Dispose();
        _spanListener.Dispose();
    }

    internal bool IsWanted(string scope) => _scopes.Count == 0 || _scopes.Contains(scope);

    internal void Add(CollectedEvent written) => _events.Enqueue(written);

    private void Record(System.Diagnostics.Metrics.Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state = null)
    {
        if (IsMine)
        {
            _measurements.Enqueue(new CollectedMeasurement(instrument.Name, instrument.Unit ?? "", value, Activity.Current?.SpanId.ToString() ?? "", CollectedValues.Of(tags.ToArray())));
        }
    }

    private static T Only<T>(IReadOnlyList<T> found, string wanted, IEnumerable<string> all) => found.Count == 1
        ? found[0]
        : throw new InvalidOperationException($"{wanted} was emitted {found.Count} times, not once. Emitted: {(all.Distinct().Order(StringComparer.Ordinal).ToList() is { Count: > 0 } names ? string.Join(", ", names) : "nothing")}.");
}
