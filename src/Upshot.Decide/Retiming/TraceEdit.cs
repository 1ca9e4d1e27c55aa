using Upshot.Decide.CriticalPaths;
using Upshot.Evidence;

namespace Upshot.Decide.Retiming;

/// <summary>What is done to the calls on a path.</summary>
public enum EditKind
{
    /// <summary>They, with all below them, take less by a share (below 0: more).</summary>
    Faster,

    /// <summary>They take longer by so many nanoseconds of their own (below 0: less, down to nothing).</summary>
    Delay,

    /// <summary>What they do themselves takes less by a share, before, between and after the calls that they make (below 0: more).</summary>
    Own,

    /// <summary>The calls that they make run side by side, except where an order says that one waits for another.</summary>
    Parallel,

    /// <summary>Repeated ones under one caller become a single one, as long as any of them.</summary>
    Batch,

    /// <summary>A share of them is spared.</summary>
    Cache,

    /// <summary>At most so many further attempts after a failed one.</summary>
    Retries,
}

/// <summary>A change to the calls on a path.</summary>
/// <param name="Path">Names as explanations print them, with or without brackets; steps may be left out, the last one is what is changed.</param>
public sealed record TraceEdit(IReadOnlyList<string> Path, EditKind Kind, double Amount = 0)
{
    /// <summary>For calls side by side: which of them wait for others still.</summary>
    public SiblingOrder? Order { get; init; }

    /// <summary><c>storefront GET /products/{id} > inventory SELECT products</c>.</summary>
    public static IReadOnlyList<string> PathOf(string text) => [.. text.Split(" > ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Plain)];

    internal static string Plain(string step) => step.StartsWith('[') && step.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? $"{step[1..end]} {step[(end + 2)..]}" : step;

    internal static string Plain(SpanEvidence span) => $"{span.Service} {span.Name}";

    /// <param name="names">From the root down to the call.</param>
    internal bool Matches(IReadOnlyList<string> names)
    {
        if (Path.Count == 0 || names.Count == 0 || names[^1] != Path[^1])
        {
            return false;
        }

        var at = Path.Count - 2;
        for (var i = names.Count - 2; i >= 0 && at >= 0; i--)
        {
            at -= names[i] == Path[at] ? 1 : 0;
        }

        return at < 0;
    }

    public override string ToString() => $"{string.Join(" > ", Path)}: {CriticalPathWord}";

    private string CriticalPathWord => Kind.ToString().ToLowerInvariant();
}
