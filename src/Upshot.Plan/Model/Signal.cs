namespace Upshot.Plan;

public enum SignalKind
{
    Metric,
    Span,
    Event,
    Entity,
}

/// <summary>One declared metric, span, event or entity of the registry in <c>signals/</c>.</summary>
public sealed record Signal(string Id, SignalKind Kind, SourceLocation Location)
{
    /// <summary>Metric name, event name or span type; the id where the file names nothing else.</summary>
    public string Name { get; init; } = "";
    public string Brief { get; init; } = "";
    public string Stability { get; init; } = "";
    public string Deprecated { get; init; } = "";

    /// <summary>The new name, where <c>deprecated</c> says one; empty: none.</summary>
    public string RenamedTo { get; init; } = "";

    /// <summary>The reason of the deprecation: renamed, obsoleted, uncategorized, unspecified; empty: none is given.</summary>
    public string DeprecatedBecause { get; init; } = "";

    /// <summary>counter, updowncounter, gauge, histogram; empty for other kinds.</summary>
    public string Instrument { get; init; } = "";

    /// <summary>UCUM unit of a metric.</summary>
    public string Unit { get; init; } = "";

    /// <summary>internal, server, client, producer, consumer; empty for other kinds.</summary>
    public string SpanKind { get; init; } = "";

    /// <summary>Of a span: how its name is made of attributes, whose names stand in braces; empty: it is <see cref="Name"/>.</summary>
    public string SpanName { get; init; } = "";

    /// <summary>Of a metric: how much it is required; null: nothing is said. Required is what a span that succeeds always records.</summary>
    public RequirementLevel? Requirement { get; init; }
    public IReadOnlyList<SignalAttribute> Attributes { get; init; } = [];

    // What stands under `annotations: upshot:`.
    public string Owner { get; init; } = "";
    public string Reason { get; init; } = "";
    public string Decision { get; init; } = "";
    public int Version { get; init; } = 1;

    /// <summary>off, canary, on.</summary>
    public string Rollout { get; init; } = "on";

    /// <summary>The share of processes (0..1) that emit it while <see cref="Rollout"/> is canary.</summary>
    public double CanaryShare { get; init; } = 0.1;

    /// <summary>Of a span: ids of the metrics that are recorded when it ends.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Of a span: id of the event that is written when it ends; empty: none.</summary>
    public string Event { get; init; } = "";

    /// <summary>
    /// Of a metric: what is recorded: <c>duration</c> (of the span that records it), <c>one</c>, or the name of the value that the
    /// caller gives; empty: duration for a histogram of time, one for a counter, else the last part of the metric's name.
    /// </summary>
    public string Value { get; init; } = "";

    /// <summary>Of an event: the message template, with attributes' names in braces; empty: the brief.</summary>
    public string Message { get; init; } = "";

    /// <summary>Of an event: id of the event that comes before it in the same trace; empty: any.</summary>
    public string After { get; init; } = "";

    /// <summary>Of a metric: the values that make sense.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>Most different combinations of attribute values; null: no limit.</summary>
    public int? Cardinality { get; init; }

    /// <summary>How data of earlier versions are read.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = [];
}

/// <summary>From <see cref="Low"/> to <see cref="High"/>, both included; null: open.</summary>
public sealed record ValueRange(double? Low, double? High)
{
    public bool Contains(double value) => !(value < Low) && !(value > High) && !double.IsNaN(value);
}

/// <summary>An attribute as the registry defines it.</summary>
public sealed record AttributeDefinition(string Name, SourceLocation Location)
{
    /// <summary>string, int, double, boolean, their arrays (<c>string[]</c>), template[…], any, or enum.</summary>
    public string Type { get; init; } = "string";
    public string Brief { get; init; } = "";

    /// <summary>Allowed values of an enum: id and value.</summary>
    public IReadOnlyList<AllowedValue> AllowedValues { get; init; } = [];

    /// <summary>An enum whose members are whole numbers: its values are integers, in code, on the wire and in storage.</summary>
    public bool IsIntegerEnum => AllowedValues.Count > 0 && AllowedValues.All(v => v.IsNumber && long.TryParse(v.Value, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out _));
    public string Stability { get; init; } = "";
    public string Deprecated { get; init; } = "";

    /// <summary>The new name, where <c>deprecated</c> says one; empty: none.</summary>
    public string RenamedTo { get; init; } = "";

    /// <summary>The reason of the deprecation: renamed, obsoleted, uncategorized, unspecified; empty: none is given.</summary>
    public string DeprecatedBecause { get; init; } = "";
    public PrivacyClass? Privacy { get; init; }

    /// <summary>What happens at the source to a personal or secret value. Null: hash what is personal, drop what is secret.</summary>
    public Redaction? Redaction { get; init; }

    /// <summary>What becomes of a value at the source, where it is text from then on; null: it is emitted as it is.</summary>
    public Redaction? AtSource => Privacy switch
    {
        PrivacyClass.Personal => Redaction ?? Plan.Redaction.Hash,
        PrivacyClass.Secret => Redaction ?? Plan.Redaction.Drop,
        _ => null,
    };

    /// <summary>The numbers that make sense.</summary>
    public ValueRange? Range { get; init; }

    /// <summary>Most different values; null: no limit.</summary>
    public int? Cardinality { get; init; }
}

public sealed record AllowedValue(string Id, string Value, SourceLocation Location)
{
    /// <summary>The value is written as a number: it is emitted as one.</summary>
    public bool IsNumber { get; init; }
}

/// <summary>An attribute as one signal uses it, with the definition it refers to resolved.</summary>
public sealed record SignalAttribute(AttributeDefinition Definition, RequirementLevel Requirement, SourceLocation Location)
{
    public string Name => Definition.Name;

    /// <summary>When the value is known: as the span starts, or only as it ends.</summary>
    public AttributeMoment SetAt { get; init; }
}

public enum AttributeMoment
{
    Start,
    End,
}

public enum RequirementLevel
{
    Recommended,
    Required,
    ConditionallyRequired,
    OptIn,
}

public enum PrivacyClass
{
    /// <summary>May be shown to anyone.</summary>
    Public,

    /// <summary>About our systems, not about people.</summary>
    Internal,

    /// <summary>Could identify a person.</summary>
    Personal,

    /// <summary>Credentials and the like; never stored.</summary>
    Secret,
}

/// <summary>What becomes of a personal or secret value before it leaves the process.</summary>
public enum Redaction
{
    /// <summary>The attribute is not emitted.</summary>
    Drop,

    /// <summary>Replaced by a fixed text.</summary>
    Mask,

    /// <summary>Replaced by a keyed hash: equal values stay equal, and nobody without the key can tell which.</summary>
    Hash,
}
