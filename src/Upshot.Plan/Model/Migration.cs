namespace Upshot.Plan;

/// <summary>
/// How what a signal said in version <see cref="From"/> is read in the next one. It stands under the signal as it is
/// now; several make a chain, one step each.
/// </summary>
public sealed record Migration(int From, SourceLocation Location)
{
    /// <summary>The version that it leads to; the next one unless the file says otherwise.</summary>
    public int To { get; init; } = From + 1;

    /// <summary>The name that the signal had; empty: the same.</summary>
    public string RenamedFrom { get; init; } = "";

    /// <summary>Attributes by their old name.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>Null: the unit stayed.</summary>
    public UnitChange? Unit { get; init; }

    /// <summary>New values by old ones, by the attribute's new name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Null: it was a signal of its own before.</summary>
    public SplitOff? Split { get; init; }

    /// <summary>Null: one signal became this one.</summary>
    public MergedSignals? Merge { get; init; }

    /// <summary>New data can be translated back to the old version too.</summary>
    public bool IsInvertible => WhyNotInvertible is null;

    /// <summary>Null: it is invertible.</summary>
    public string? WhyNotInvertible =>
        Merge is { Attribute.Length: 0 } merge ? $"{string.Join(" and ", merge.Signals.Keys)} became one signal, and no attribute says which of them it was"
        : Merge is { } named && HasTwins(named.Signals.Values) ? "several merged signals have the same value of the attribute"
        : HasTwins(Attributes.Values) ? "several attributes became one"
        : Values.FirstOrDefault(v => HasTwins(v.Value.Values)) is { Key: { } attribute } ? $"several values of {attribute} became one"
        : null;

    private static bool HasTwins(IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.Any(n => !seen.Add(n));
    }
}

/// <summary>UCUM units.</summary>
public sealed record UnitChange(string From, string To);

/// <summary>The signal is the part of another one, <see cref="Signal"/>, in which <see cref="Attribute"/> had <see cref="Value"/>.</summary>
public sealed record SplitOff(string Signal, string Attribute, string Value);

/// <summary>Several signals became one; <see cref="Attribute"/> says which it was (empty: nothing says it), with one value for each.</summary>
public sealed record MergedSignals(string Attribute, IReadOnlyDictionary<string, string> Signals);
