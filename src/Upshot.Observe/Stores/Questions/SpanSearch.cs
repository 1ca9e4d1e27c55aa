using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>Stored spans that pass a filter, latest first. Reading stops when enough are found.</summary>
public sealed record SpanSearch(RecordFilter Where, TimeRange Range, int Limit) : Question<IReadOnlyList<SpanFound>>(Range, Limit)
{
    public SearchPlace? After { get; init; }
}

/// <summary>Stored log records that pass a filter, latest first. Reading stops when enough are found.</summary>
public sealed record LogSearch(RecordFilter Where, TimeRange Range, int Limit) : Question<IReadOnlyList<LogFound>>(Range, Limit)
{
    public SearchPlace? After { get; init; }
}

/// <summary>Where a page of what was found ended, so that the next one goes on there whatever came meanwhile.</summary>
/// <param name="Nanos">When the last record was.</param>
/// <param name="Skip">How many records of that very moment were shown.</param>
public sealed record SearchPlace(long Nanos, int Skip)
{
    /// <summary>After the last of some that were found.</summary>
    /// <param name="nanos">Of all that were found, in their order.</param>
    /// <param name="before">Where those began.</param>
    public static SearchPlace? Behind(IReadOnlyList<long> nanos, SearchPlace? before)
    {
        if (nanos.Count == 0)
        {
            return before;
        }

        var same = nanos.Count - nanos.TakeWhile(n => n != nanos[^1]).Count();
        return new(nanos[^1], same + (before?.Nanos == nanos[^1] ? before.Skip : 0));
    }
}

/// <param name="SpanId">16 hex digits.</param>
/// <param name="Status">unset, ok or error.</param>
/// <param name="Operation">Empty: it is no entry of one.</param>
public sealed record SpanFound(
    string TraceId, string SpanId, long StartNanos, double DurationMillis, string Service, string Name, string Kind, string Status, string StatusMessage, string Version, string Environment, string Operation,
    IReadOnlyDictionary<string, string> Attributes);

/// <param name="Severity">1 to 24; 0: it says none.</param>
/// <param name="EventName">Empty: it is no event.</param>
/// <param name="TraceId">Empty: it is of none.</param>
public sealed record LogFound(
    long TimeNanos, string Service, int Severity, string SeverityText, string Body, string EventName, string TraceId, string SpanId, string Version, string Environment, IReadOnlyDictionary<string, string> Attributes);
