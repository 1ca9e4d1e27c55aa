using Upshot.Answers;
using Upshot.Pages.Releases;

namespace Upshot.Tests.Pages;

public sealed class PathTreeTests
{
    private static readonly TimeExplanation Explanation = new("browse", "1.0", "1.1", 100, 100, 10, 42, 32, "", [.. Paths()], "");

    [Fact]
    public void Paths_that_changed_are_shown_under_the_paths_that_call_them()
    {
        var tree = PathTree.Of(Explanation);
        Assert.Equal([("root", 0), ("items", 1), ("SELECT", 2)], tree.Rows.Select(r => (r.Name, r.Time.Depth)));
        Assert.Equal(["a", "a", "b"], tree.Rows.Select(r => r.Service));
        Assert.Equal([false, true, true], tree.Rows.Select(r => r.IsCalledMore));
    }

    [Fact]
    public void What_is_not_shown_is_summed_so_that_the_differences_are_the_whole()
    {
        var tree = PathTree.Of(Explanation);
        Assert.Equal(20, tree.RestCount);
        Assert.Equal(32, tree.Rows.Sum(r => r.Time.DifferenceMillis) + tree.RestCandidate - tree.RestBaseline, 9);
    }

    private static IEnumerable<PathTime> Paths()
    {
        yield return new(["[a] root"], 0, 1, 1, 0, null, 1, 1, 0);
        yield return new(["[a] root", "[a] items"], 1, 2, 12, 10, null, 1, 6, 0.3);
        yield return new(["[a] root", "[a] items", "[b] SELECT"], 2, 5, 27, 22, new(22, 20, 24), 1, 6, 0.7);
        for (var i = 0; i < 20; i++)
        {
            yield return new(["[a] root", $"[c] small {i}"], 1, 0.1, 0.1, 0, null, 1, 1, 0);
        }
    }
}
