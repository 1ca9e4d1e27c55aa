using Upshot.Architecture.Tests.References;

namespace Upshot.Architecture.Tests;

public class ArrowsTests
{
    private static readonly IReadOnlyList<Reference> s_references =
        [.. new[] { "upshot", "Upshot.Observe", "Upshot.Plan", "Upshot.Decide", "Upshot.Evidence" }
            .SelectMany(name => AssemblyReferences.Of(Path.Combine(AppContext.BaseDirectory, name + ".dll")))
            .Where(r => IsOurs(r.From) && IsOurs(r.To))];

    [Fact]
    public void No_arrow_runs_back()
    {
        var wrong = s_references.Where(r => Arrows.Of(r.From) is { } from && Arrows.Of(r.To) is { } to && from != to && !MayRefer(from.Namespace, to.Namespace));
        Assert.True(!wrong.Any(), $"""
            {string.Join('\n', wrong.Select(r => $"{r.Example}."))}
            Move what is needed to where both may refer to it. Where the arrow is right, add it to Arrows.Parts.
            """);
    }

    [Fact]
    public void Every_namespace_has_a_line_in_the_list()
    {
        var unknown = s_references.SelectMany(r => new[] { r.From, r.To }).Distinct().Where(n => Arrows.Of(n) is null && !n.StartsWith("Upshot.Instrument", StringComparison.Ordinal));
        Assert.True(!unknown.Any(), $"{string.Join(", ", unknown)}: add a line to Arrows.Parts that says what it is and what it may refer to.");
    }

    [Fact]
    public void Every_line_of_the_list_is_a_namespace() =>
        Assert.Empty(Arrows.Parts.Where(p => !s_references.Any(r => Arrows.Of(r.From) == p || Arrows.Of(r.To) == p)).Select(p => p.Namespace));

    [Fact]
    public void A_line_refers_only_to_lines_above_it()
    {
        var above = new HashSet<string>();
        foreach (var part in Arrows.Parts)
        {
            Assert.All(part.MayReferTo, to => Assert.True(above.Contains(to), $"{part.Namespace} may refer to {to}, which does not stand above it."));
            Assert.True(above.Add(part.Namespace), $"{part.Namespace} has two lines.");
        }
    }

    /// <summary>An arrow that nothing uses is a permission that somebody will use.</summary>
    [Fact]
    public void Every_arrow_of_the_list_is_used()
    {
        var used = s_references.Select(r => (Arrows.Of(r.From)?.Namespace, Arrows.Of(r.To)?.Namespace)).ToHashSet();
        Assert.Empty(Arrows.Parts.SelectMany(p => p.MayReferTo.Where(to => !used.Contains((p.Namespace, to))).Select(to => $"{p.Namespace} → {to}")));
    }

    private static bool MayRefer(string from, string to) =>
        Arrows.Parts.Single(p => p.Namespace == from).MayReferTo.Contains(to);

    private static bool IsOurs(string name) => name == "Upshot" || name.StartsWith("Upshot.", StringComparison.Ordinal);
}
