namespace Upshot.Observe.Stores.Questions;

/// <summary>All attributes, events and links of a trace's spans, in no order.</summary>
/// <param name="TraceId">32 hex digits; anything else is no trace.</param>
/// <param name="Limit">Of spans; which ones are left out is not said.</param>
public sealed record SpanDetailQuestion(string TraceId, int Limit = 1000) : Question<IReadOnlyList<SpanDetail>>(Times.All, Limit)
{
    /// <summary>Only spans of these ids, 16 hex digits each; null: of any.</summary>
    public IReadOnlyList<string>? SpanIds { get; init; }

    /// <summary>False: what is asked are events and links, and details have no attributes. Most columns of a span are attributes.</summary>
    public bool WithAttributes { get; init; } = true;
}

/// <summary>All that a span says about itself; values as text. Id, kind and start tell spans apart that share an id.</summary>
public sealed record SpanDetail(
    string SpanId, string Kind, long StartNanos, string StatusMessage, string Version, string Instance, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<SpanHappening> Events, IReadOnlyList<SpanLinked> Links);

/// <summary>An event of a span.</summary>
public sealed record SpanHappening(string Name, DateTimeOffset At, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A link of a span to one that is not its parent, mostly of another trace. Ids are hex as they came, so they may be no ids at all.</summary>
public sealed record SpanLinked(string TraceId, string SpanId, IReadOnlyDictionary<string, string> Attributes);
