namespace Upshot.Observe.Stores.Questions;

/// <summary>Which spans, or log records, somebody looks for. What is null or empty takes all of them.</summary>
public sealed record RecordFilter
{
    public string? Service { get; init; }
    public string? Environment { get; init; }
    public string? Version { get; init; }

    /// <summary>Of a span; of a log record its event's.</summary>
    public string? Name { get; init; }

    /// <summary>Of entry spans; no log record has one.</summary>
    public string? Operation { get; init; }

    /// <summary>Spans with an error; log records of severity error (17) or above.</summary>
    public bool OnlyFailed { get; init; }

    /// <summary>Of spans alone: at least so long.</summary>
    public TimeSpan? AtLeast { get; init; }

    /// <summary>Of spans alone: shorter than that.</summary>
    public TimeSpan? Below { get; init; }

    /// <summary>Of log records alone: at least that severe, as OTLP counts it (1 to 24).</summary>
    public int? Severity { get; init; }

    /// <summary>Stands in the body of a log record, or in the name or status message of a span, in large or small letters.</summary>
    public string? Text { get; init; }

    /// <summary>32 hex digits; anything else is no trace.</summary>
    public string? TraceId { get; init; }

    public IReadOnlyList<AttributeFilter> Attributes { get; init; } = [];
}

/// <param name="Name">Of an attribute of the record or, where it has none of that name, of its resource.</param>
/// <param name="Value">As text; null: any, so long as there is one.</param>
public sealed record AttributeFilter(string Name, string? Value);
