using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Upshot.Instrument.Testing;

/// <summary>A span that has ended.</summary>
public sealed class CollectedSpan
{
    internal CollectedSpan(Activity span)
    {
        (Name, Kind, Status, Duration) = (span.DisplayName, span.Kind, span.Status, span.Duration);
        (TraceId, SpanId, ParentSpanId) = (span.TraceId.ToString(), span.SpanId.ToString(), span.ParentSpanId.ToString());
        Attributes = CollectedValues.Of(span.TagObjects);
        Exceptions = [.. span.Events.Where(e => e.Name == "exception").Select(e => CollectedValues.Of(e.Tags))];
        (Signal, Version) = Contract.Parse(Attributes);
    }

    /// <summary>Id of the signal; empty: it carries none.</summary>
    public string Signal { get; }

    public int Version { get; }

    public string Name { get; }

    public ActivityKind Kind { get; }

    public ActivityStatusCode Status { get; }

    public TimeSpan Duration { get; }

    public string TraceId { get; }

    public string SpanId { get; }

    public string ParentSpanId { get; }

    public CollectedValues Attributes { get; }

    public IReadOnlyList<CollectedValues> Exceptions { get; }

    /// <summary>success, failure or abandoned; empty: generated code did not end it.</summary>
    public string Outcome => Attributes.Has("upshot.outcome") ? Attributes.Text("upshot.outcome") : "";

    public bool IsChildOf(CollectedSpan parent) => TraceId == parent.TraceId && ParentSpanId == parent.SpanId;
}

/// <summary>One recorded value.</summary>
/// <param name="SpanId">Of the span that was current; empty: none was.</param>
public sealed record CollectedMeasurement(string Metric, string Unit, double Value, string SpanId, CollectedValues Attributes);

/// <summary>A structured log event.</summary>
/// <param name="Signal">Id of the signal; empty: it carries none.</param>
/// <param name="SpanId">Of the span that was current; empty: none was.</param>
public sealed record CollectedEvent(string Signal, int Version, EventId Id, LogLevel Level, string Message, string SpanId, Exception? Exception, CollectedValues Attributes);

internal static class Contract
{
    public static (string Signal, int Version) Parse(CollectedValues attributes) =>
        attributes.Has("upshot.signal") && attributes.Get<object>("upshot.signal") is string text && text.Split('@') is [var signal, var version] && int.TryParse(version, out var number)
            ? (signal, number)
            : ("", 0);
}
