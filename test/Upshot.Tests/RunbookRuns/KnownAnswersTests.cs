using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;
using Upshot.Plan;
using Upshot.RunbookRuns;
using Upshot.Tests.Running;

namespace Upshot.Tests.RunbookRuns;

/// <summary>What a database said of a plan's questions is believed until the plan changes.</summary>
public sealed class KnownAnswersTests : IDisposable
{
    private readonly TemporaryFolder _cache = new();

    public void Dispose() => _cache.Dispose();

    [Fact]
    public void What_is_known_is_not_asked_again()
    {
        Assert.Equal("services", Single(Ask("SELECT count(DISTINCT service) AS services FROM spans")));
        var file = Assert.Single(Directory.GetFiles(_cache.Path));
        File.WriteAllText(file, "columns\tplanted\n");

        Assert.Equal("planted", Single(Ask("SELECT count(DISTINCT service) AS services FROM spans")));
    }

    [Fact]
    public void Another_question_or_another_plan_is_asked()
    {
        Ask("SELECT 1 AS a");

        Assert.Equal("b", Single(Ask("SELECT 1 AS b")));
        Assert.Equal("a", Single(Ask("SELECT 1 AS a", digest: "000000000001")));
        Assert.Equal(3, Directory.GetFiles(_cache.Path).Length);
    }

    [Fact]
    public void A_mistake_is_known_too()
    {
        var first = Assert.Single(Ask("SELECT nonsense FROM spans"));
        var second = Assert.Single(Ask("SELECT nonsense FROM spans"));

        Assert.Contains("nonsense", first.Problem);
        Assert.Equal(first.Problem, second.Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("columns\ta\ncolumns\tb\n")]
    [InlineData("problem\n")]
    [InlineData("columns\ta\tb\0")]
    public void What_is_damaged_does_no_harm(string text)
    {
        Ask("SELECT 1 AS a");
        File.WriteAllText(Assert.Single(Directory.GetFiles(_cache.Path)), text);

        Assert.Single(Ask("SELECT 1 AS a"));
    }

    [Fact]
    public void A_cache_that_cannot_be_written_is_as_good_as_none()
    {
        File.WriteAllText(_cache["file"], "");

        Assert.Equal("a", Single(KnownAnswers.Of(new ProductPlan(), ["SELECT 1 AS a"], _cache["file/below"])));
    }

    private IReadOnlyList<PlannedAnswer> Ask(string question, string digest = "000000000000") => KnownAnswers.Of(new ProductPlan { Digest = digest }, [question], _cache.Path);

    private static string Single(IReadOnlyList<PlannedAnswer> answers) => Assert.Single(Assert.Single(answers).Columns);
}
