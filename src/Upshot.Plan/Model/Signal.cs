namespace Upshot.Plan;

public enum SignalKind
{
    Metric,
    Span,
    Event,
    Entity,
}

/// <summary>One declared metric, span, event or entity of the registry in <c>signals/</c>.</summary>
public sealed record Signal(string Id, SignalKind Kind, Place Place)
{
    /// <summary>Metric name, event name or span type; the id where the file names nothing else.</summary>
    public string Name { get; init; } = "";
    public string Brief { get; init; } = "";
    public string Stability { get; init; } = "";
    public string Deprecated { get; init; } = "";

    /// <summary>counter, updowncounter, gauge, histogram; empty for other kinds.</summary>
    public string Instrument { get; init; } = "";

    /// <summary>UCUM unit of a metric.</summary>
    public string Unit { get; init; } = "";

    /// <summary>internal, server, client, producer, consumer; empty for other kinds.</summary>
    public string SpanKind { get; init; } = "";
    public IReadOnlyList<SignalAttribute> Attributes { get; init; } = [];

    // What stands under `annotations: upshot:`.
    public string Owner { get; init; } = "";
    public string Reason { get; init; } = "";
    public string Decision { get; init; } = "";
    public int Version { get; init; } = 1;

    /// <summary>off, canary, on.</summary>
    public string Rollout { get; init; } = "on";
}

/// <summary>An attribute as the registry defines it.</summary>
public sealed record AttributeDefinition(string Name, Place Place)
{
    /// <summary>string, int, double, boolean, their arrays (<c>string[]</c>), template[…], any, or enum.</summary>
    public string Type { get; init; } = "string";
    public string Brief { get; init; } = "";

    /// <summary>Allowed values of an enum: id and value.</summary>
    public IReadOnlyList<AllowedValue> AllowedValues { get; init; } = [];
    public string Stability { get; init; } = "";
    public string Deprecated { get; init; } = "";
    public PrivacyClass? Privacy { get; init; }
}

public sealed record AllowedValue(string Id, string Value, Place Place);

/// <summary>An attribute as one signal uses it, with the definition it refers to resolved.</summary>
public sealed record SignalAttribute(AttributeDefinition Definition, RequirementLevel Requirement, Place Place)
{
    public string Name => Definition.Name;
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
