namespace Upshot.Observe.Stores.Questions;

/// <summary>All attributes and events of a trace's spans, in no order.</summary>
/// <param name="TraceId">32 hex digits; anything else is no trace.</param>
/// <param name="Limit">Of spans; which ones are left out is not said.</param>
public sealed record SpanDetailQuestion(string TraceId, int Limit = 1000) : Question<IReadOnlyList<SpanDetail>>(Times.All, Limit);

/// <summary>All that a span says about itself; values as text.</summary>
public sealed record SpanDetail(string SpanId, string StatusMessage, string Version, string Instance, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<SpanHappening> Events);

/// <summary>An event of a span.</summary>
public sealed record SpanHappening(string Name, DateTimeOffset At, IReadOnlyDictionary<string, string> Attributes);
