using System.Security.Cryptography;
using System.Text;
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
        Plant(file, "columns\tplanted\n");

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
    [InlineData("columns\tplanted\n")]
    [InlineData("0\ncolumns\tplanted\n")]
    public void What_is_damaged_is_asked_again(string text)
    {
        Ask("SELECT 1 AS a");
        File.WriteAllText(Assert.Single(Directory.GetFiles(_cache.Path)), text);

        Assert.Equal("a", Single(Ask("SELECT 1 AS a")));
        Assert.Equal("a", Single(Ask("SELECT 1 AS a")));
    }

    [Fact]
    public void What_was_cut_is_asked_again_wherever_it_was_cut()
    {
        Ask("SELECT 1 AS a, 2 AS b");
        var file = Assert.Single(Directory.GetFiles(_cache.Path));
        var whole = File.ReadAllBytes(file);
        for (var cut = 0; cut < whole.Length; cut += 7)
        {
            File.WriteAllBytes(file, whole[..cut]);
            Assert.Equal(["a", "b"], Assert.Single(Ask("SELECT 1 AS a, 2 AS b")).Columns);
        }
    }

    [Fact]
    public void A_link_or_something_huge_in_its_place_is_not_read()
    {
        Ask("SELECT 1 AS a");
        var file = Assert.Single(Directory.GetFiles(_cache.Path));
        File.Delete(file);
        File.CreateSymbolicLink(file, "/dev/zero");
        Assert.Equal("a", Single(Ask("SELECT 1 AS a")));

        File.Delete(file);
        using (var huge = File.Create(file))
        {
            huge.SetLength(1L << 32);
        }

        Assert.Equal("a", Single(Ask("SELECT 1 AS a")));
    }

    [Fact]
    public void Many_at_once_get_the_same_answer()
    {
        var answers = new string[16];
        Parallel.For(0, answers.Length, i => answers[i] = Single(Ask("SELECT 1 AS a")));

        Assert.All(answers, a => Assert.Equal("a", a));
        Assert.Single(Directory.GetFiles(_cache.Path));
    }

    [Theory]
    [InlineData("XDG_CACHE_HOME", "/caches", "/caches/upshot/questions")]
    [InlineData("XDG_CACHE_HOME", "caches", null)]
    [InlineData("HOME", "home", null)]
    [InlineData("HOME", "/nobody-is-at-home", null)]
    [InlineData("HOME", "", null)]
    [InlineData("OTHER", "", null)]
    public void Where_nobody_is_at_home_nothing_is_kept(string name, string value, string? folder) =>
        Assert.Equal(folder, KnownAnswers.Folder(asked => asked == name ? value : null));

    [Fact]
    public void A_cache_that_cannot_be_written_is_as_good_as_none()
    {
        File.WriteAllText(_cache["file"], "");

        Assert.Equal("a", Single(KnownAnswers.Of(new ProductPlan(), ["SELECT 1 AS a"], _cache["file/below"])));
    }

    private static void Plant(string file, string text) =>
        File.WriteAllText(file, $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\n{text}");

    private IReadOnlyList<PlannedAnswer> Ask(string question, string digest = "000000000000") => KnownAnswers.Of(new ProductPlan { Digest = digest }, [question], _cache.Path);

    private static string Single(IReadOnlyList<PlannedAnswer> answers) => Assert.Single(Assert.Single(answers).Columns);
}
