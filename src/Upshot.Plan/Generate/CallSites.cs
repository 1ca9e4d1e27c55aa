namespace Upshot.Plan.Generate;

/// <summary>
/// What generated code offers for a plan, in no particular language: one call for each span, and one for each metric and event
/// that no span records or writes.
/// </summary>
public sealed record CallSites
{
    /// <summary>The version of what generated code emits and how; the version of its instrumentation scope.</summary>
    public const string ContractVersion = "1";

    /// <summary>On spans and log records: <see cref="ICall.Contract"/> of the signal.</summary>
    public const string SignalAttribute = "upshot.signal";

    /// <summary>On the instrumentation scope of metrics: <see cref="SignalsOfScope"/>.</summary>
    public const string SignalsAttribute = "upshot.signals";

    /// <summary>On spans, and on the metrics and events of spans: success, failure or abandoned.</summary>
    public const string OutcomeAttribute = "upshot.outcome";

    /// <summary>On spans that failed, and on those of their metrics and events that declare it.</summary>
    public const string ErrorTypeAttribute = "error.type";

    public required CallName Product { get; init; }

    /// <summary>Name of the instrumentation scope.</summary>
    public required string Scope { get; init; }
    public required string SchemaUrl { get; init; }
    public required string Digest { get; init; }
    public IReadOnlyList<SpanCall> Spans { get; init; } = [];

    /// <summary>Metrics that no span records.</summary>
    public IReadOnlyList<MetricCall> Metrics { get; init; } = [];

    /// <summary>Events that no span writes.</summary>
    public IReadOnlyList<EventCall> Events { get; init; } = [];
    public IReadOnlyList<EnumType> Enums { get; init; } = [];

    /// <summary>What becomes of messages of exceptions, and of their stacks, which repeat them; null: they may be shown.</summary>
    public Redaction? Exceptions { get; init; }

    /// <summary>What stands in the way of generating; nothing may be generated while one of them is an error.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>All metrics, each once, ordered by id.</summary>
    public IReadOnlyList<MetricCall> AllMetrics =>
        [.. Spans.SelectMany(s => s.Metrics).Concat(Metrics).GroupBy(m => m.Signal, StringComparer.Ordinal).Select(g => g.First()).OrderBy(m => m.Signal, StringComparer.Ordinal)];

    /// <summary>All events, each once, ordered by id.</summary>
    public IReadOnlyList<EventCall> AllEvents =>
        [.. Spans.Select(s => s.Event).OfType<EventCall>().Concat(Events).GroupBy(e => e.Signal, StringComparer.Ordinal).Select(g => g.First()).OrderBy(e => e.Signal, StringComparer.Ordinal)];

    /// <summary>Every signal, each once, ordered by id.</summary>
    public IReadOnlyList<ICall> All => [.. Spans.Cast<ICall>().Concat(AllMetrics).Concat(AllEvents).OrderBy(c => c.Signal, StringComparer.Ordinal)];

    /// <summary>The contracts of all metrics, comma-separated.</summary>
    public string SignalsOfScope => string.Join(",", AllMetrics.Select(m => m.Contract));
}

/// <summary>What all signals have in common.</summary>
public interface ICall
{
    /// <summary>Of the type or function in generated code.</summary>
    CallName Name { get; }

    /// <summary>Id of the signal.</summary>
    string Signal { get; }

    /// <summary><c>id@version</c>.</summary>
    string Contract { get; }

    /// <summary>Name of the span, metric or event as it is emitted.</summary>
    string EmittedName { get; }
    string Brief { get; }
    RolloutStage Rollout { get; }
}

/// <summary>Whether the signal is emitted as long as nobody says otherwise. Canary is off until a process is told that it is one.</summary>
public sealed record RolloutStage(string Stage, double CanaryShare)
{
    public bool IsOn => Stage == "on";
}

/// <summary>
/// A span: started with <see cref="Start"/>, ended as success with <see cref="End"/>, as failure with an exception or type of
/// error and, as far as they are known, the values of <see cref="End"/>.
/// </summary>
public sealed record SpanCall : ICall
{
    public required CallName Name { get; init; }
    public required string Signal { get; init; }
    public required string Contract { get; init; }
    public required string EmittedName { get; init; }
    public string Brief { get; init; } = "";
    public required RolloutStage Rollout { get; init; }

    /// <summary>How its name is made of attributes that stand in braces; empty: it is <see cref="EmittedName"/>.</summary>
    public string Naming { get; init; } = "";

    /// <summary>internal, server, client, producer, consumer.</summary>
    public string Kind { get; init; } = "internal";

    /// <summary>What is given when it starts, required ones first: attributes of the span, of its metrics and of its event.</summary>
    public IReadOnlyList<CallParameter> Start { get; init; } = [];

    /// <summary>What is given when it ends, required ones first: attributes, and the values of metrics.</summary>
    public IReadOnlyList<CallParameter> End { get; init; } = [];

    /// <summary>The ones of <see cref="Start"/> and <see cref="End"/> that the span itself carries.</summary>
    public IReadOnlyList<CallParameter> Attributes { get; init; } = [];

    /// <summary>
    /// Recorded when it ends, with <see cref="CallSites.OutcomeAttribute"/>: durations and counts always, given values when they
    /// were given. Their attributes are parameters of this span.
    /// </summary>
    public IReadOnlyList<MetricCall> Metrics { get; init; } = [];

    /// <summary>Written when it ends, with <see cref="CallSites.OutcomeAttribute"/>. Its attributes are parameters of this span.</summary>
    public EventCall? Event { get; init; }
}

public enum MetricValue
{
    /// <summary>How long the span took, in the metric's unit.</summary>
    Duration,

    /// <summary>1 for each span.</summary>
    One,

    /// <summary>What the caller gives: <see cref="MetricCall.Value"/>.</summary>
    Given,
}

public sealed record MetricCall : ICall
{
    public required CallName Name { get; init; }
    public required string Signal { get; init; }
    public required string Contract { get; init; }
    public required string EmittedName { get; init; }
    public string Brief { get; init; } = "";
    public required RolloutStage Rollout { get; init; }

    /// <summary>counter, updowncounter, gauge, histogram.</summary>
    public required string Instrument { get; init; }
    public required string Unit { get; init; }
    public required MetricValue Source { get; init; }

    /// <summary>What the caller gives. Of a standalone counter it may be left out and is then 1.</summary>
    public required CallParameter Value { get; init; }
    public bool IsInteger => Value.Type is ValueType.Integer;

    /// <summary>Of a metric that a span records: it carries the span's <c>error.type</c> when the span fails.</summary>
    public bool CarriesErrorType { get; init; }
    public IReadOnlyList<CallParameter> Attributes { get; init; } = [];
}

public sealed record EventCall : ICall
{
    public required CallName Name { get; init; }
    public required string Signal { get; init; }
    public required string Contract { get; init; }
    public required string EmittedName { get; init; }
    public string Brief { get; init; } = "";
    public required RolloutStage Rollout { get; init; }

    /// <summary>Stable, 1 to 2^31 - 1, from the signal's id.</summary>
    public required int EventId { get; init; }

    /// <summary>Attributes' names stand in braces.</summary>
    public required string Message { get; init; }

    /// <summary>Of an event that a span writes: it carries the span's <c>error.type</c> when the span fails.</summary>
    public bool CarriesErrorType { get; init; }
    public IReadOnlyList<CallParameter> Attributes { get; init; } = [];
}
