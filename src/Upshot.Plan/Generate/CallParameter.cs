namespace Upshot.Plan.Generate;

public enum ValueType
{
    Text,
    Integer,
    Number,
    Boolean,

    /// <summary>One of <see cref="CallParameter.Enum"/>.</summary>
    Enum,

    /// <summary>A span of time, recorded in <see cref="CallParameter.Unit"/> as a number.</summary>
    Duration,

    /// <summary>An amount of the currency that <see cref="CallParameter.Unit"/> names, recorded as a number.</summary>
    Money,
    TextList,
    IntegerList,
    NumberList,
    BooleanList,
}

/// <summary>A value that the caller gives.</summary>
public sealed record CallParameter
{
    /// <summary>The unit is part of the name where the type does not say it.</summary>
    public required CallName Name { get; init; }

    /// <summary>The attribute that carries it; empty: the value of a metric.</summary>
    public string Attribute { get; init; } = "";
    public required ValueType Type { get; init; }
    public EnumType? Enum { get; init; }

    /// <summary>UCUM unit of a metric's value; empty for attributes.</summary>
    public string Unit { get; init; } = "";

    /// <summary>Whether generated code demands it. At the end of a span that fails nothing is demanded.</summary>
    public bool IsRequired { get; init; }
    public AttributeMoment Moment { get; init; }

    /// <summary>Personal or secret: the caller has to say so in the value's type.</summary>
    public PrivacyClass? Privacy { get; init; }

    /// <summary>What becomes of it at the source; null: it is emitted as it is.</summary>
    public Redaction? Redaction { get; init; }
    public string Brief { get; init; } = "";

    public bool IsClassified => Redaction is not null;
}

/// <summary>The allowed values of an attribute.</summary>
public sealed record EnumType(CallName Name, string Attribute, string Brief, IReadOnlyList<EnumMember> Members)
{
    /// <summary>Its values are whole numbers, and emitted as such.</summary>
    public bool IsInteger { get; init; }
}

public sealed record EnumMember(CallName Name, string Value);
