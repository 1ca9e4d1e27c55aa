using System.Text.Json;
using Upshot.Commands;
using Upshot.Tests.Commands;
using Upshot.Tests.Running;

namespace Upshot.Tests.Diff;

public sealed class DiffCommandTests : IDisposable
{
    private readonly GitFolder _repository = new();

    public DiffCommandTests()
    {
        _repository.Write("upshot.yaml", SmallPlan.Product());
        _repository.Write("runbooks/cart.md", SmallPlan.Runbook);
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(1));
        _repository.Commit();
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task A_unit_without_a_migration_answers_no_and_says_what_to_write()
    {
        _repository.Write("signals/shop.yaml", SmallPlan.Metric("shop.wait", "s", "speed", "version: 1"));

        var answer = await Diff("HEAD", "--plan", _repository.Plan);

        Assert.Equal("", answer.Error);
        Assert.Equal(
            $$"""
            breaking  metric shop.wait: unit ms → s  ({{_repository.Plan}}/signals/shop.yaml:6)
              Numbers of two units make no trend line.
              touches outcome waiting, runbook runbooks/cart.md
              → Set version: 2 under annotations: upshot, and add to migrations: { from: 1, unit: { from: "ms", to: "s" } }.

            1 change, 1 breaking, 1 without a migration.

            """.ReplaceLineEndings("\n"), answer.Output.ReplaceLineEndings("\n"));
        Assert.Equal(2, answer.Code);
    }

    [Fact]
    public async Task Two_revisions_are_compared_whatever_the_working_copy_says()
    {
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(2));
        _repository.Write("upshot.yaml", SmallPlan.Product().Replace("unit: ms", "unit: s", StringComparison.Ordinal));
        _repository.Commit();
        File.Delete(Path.Combine(_repository.Plan, "upshot.yaml"));

        foreach (var sides in new string[][] { ["HEAD~1..HEAD"], ["HEAD~1", "HEAD"], ["HEAD~1...HEAD"] })
        {
            var answer = await Diff([.. sides, "--plan", _repository.Plan, "--format", "json"]);
            var changes = JsonDocument.Parse(answer.Output).RootElement.GetProperty("changes").EnumerateArray().ToList();

            Assert.Equal(0, answer.Code);
            Assert.Contains(changes, c => c.GetProperty("field").GetString() == "unit" && c.GetProperty("migration").GetString() == "declared");
            Assert.Contains(changes, c => c.GetProperty("field").GetString() == "attribute speed" && c.GetProperty("kind").GetString() == "renamed");
        }
    }

    [Fact]
    public async Task Each_format_names_place_and_remedy()
    {
        _repository.Write("signals/shop.yaml", SmallPlan.Metric("shop.wait", "s", "speed", "version: 1"));

        var github = await Diff("HEAD", "--plan", _repository.Plan, "--format", "github");
        var markdown = await Diff("HEAD", "--plan", _repository.Plan, "--format", "markdown");
        var sarif = JsonDocument.Parse((await Diff("HEAD", "--plan", _repository.Plan, "--format", "sarif")).Output).RootElement.GetProperty("runs")[0];

        Assert.StartsWith($"::error file={_repository.Plan}/signals/shop.yaml,line=6,col=5,title=breaking change::metric shop.wait: unit ms → s.", github.Output, StringComparison.Ordinal);
        Assert.Contains("| metric shop.wait: unit ms → s | Numbers of two units make no trend line. | outcome waiting, runbook runbooks/cart.md | Set version: 2", markdown.Output, StringComparison.Ordinal);
        var result = Assert.Single(sarif.GetProperty("results").EnumerateArray());
        Assert.Equal(("breaking-change", "error"), (result.GetProperty("ruleId").GetString(), result.GetProperty("level").GetString()));
        Assert.Equal(6, result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
    }

    [Fact]
    public async Task Before_there_was_a_plan_all_of_it_is_new()
    {
        _repository.Git("rm", "--quiet", "-r", "--cached", "plan");
        File.WriteAllText(Path.Combine(_repository.Path, "README.md"), "Soon.");
        _repository.Git("add", "README.md");
        _repository.Git("-c", "user.name=test", "-c", "user.email=test@example.org", "commit", "--quiet", "--message=without");

        var answer = await Diff("HEAD", "--plan", _repository.Plan);
        Assert.Equal((0, $"HEAD has no folder {_repository.Plan}: all of the plan is new.\n"), (answer.Code, answer.Error.ReplaceLineEndings("\n")));
        Assert.Contains("compatible  metric shop.wait added", answer.Output, StringComparison.Ordinal);

        var back = await Diff("HEAD~1", "HEAD", "--plan", _repository.Plan);
        Assert.Equal((1, $"In the revision HEAD there is no folder {_repository.Plan}. Name the plan's folder with --plan DIR.\n"), (back.Code, back.Error.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task What_a_shallow_clone_lacks_is_said_with_how_to_fetch_it()
    {
        _repository.Write("signals/shop.yaml", SmallPlan.Signals(2));
        _repository.Commit();
        using var clone = new TemporaryFolder();
        _repository.Git("clone", "--quiet", "--depth=1", $"file://{_repository.Path}", clone["shallow"]);

        var answer = await Diff("HEAD~1", "--plan", Path.Combine(clone["shallow"], "plan"));

        Assert.Equal(1, answer.Code);
        Assert.Contains("This clone is shallow: fetch the rest with git fetch --unshallow", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_meant_is_accepted_by_name()
    {
        _repository.Write("signals/shop.yaml", SmallPlan.Metric("shop.wait", "s", "speed", "version: 1"));

        var answer = await Diff("HEAD", "--plan", _repository.Plan, "--accept", "metric shop.wait", "--accept", "metric shop.weight");

        Assert.Equal(0, answer.Code);
        Assert.StartsWith("accepted  metric shop.wait: unit ms → s", answer.Output, StringComparison.Ordinal);
        Assert.Equal("--accept 'metric shop.weight' fits no breaking change.\n", answer.Error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task Nothing_changed_is_said()
    {
        var answer = await Diff("HEAD", "--plan", _repository.Plan);
        Assert.Equal((0, "No difference.\n"), (answer.Code, answer.Output.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("nowhere", "nowhere is neither a folder nor a git revision")]
    [InlineData("--output=x", "")]
    [InlineData("nowhere..HEAD", "nowhere is neither a folder nor a git revision")]
    public async Task A_side_that_is_not_there_is_named(string side, string message)
    {
        var answer = await Diff(side, "--plan", _repository.Plan);
        Assert.Equal(1, answer.Code);
        Assert.Contains(message, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_side_whose_files_cannot_be_read_is_not_compared()
    {
        _repository.Write("signals/shop.yaml", "groups: [");
        var answer = await Diff("HEAD", "--plan", _repository.Plan);
        Assert.Equal(1, answer.Code);
        Assert.Contains("  signals/shop.yaml:", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_git_revisions_cannot_be_compared_and_folders_can()
    {
        var nowhere = new Dictionary<string, string> { ["PATH"] = "/nonexistent" };
        var revisions = await UpshotProgram.Run(UpshotProgram.StartInfo(Dotnet(), [Dll, "diff", "HEAD", "--plan", _repository.Plan], nowhere));
        var folders = await UpshotProgram.Run(UpshotProgram.StartInfo(Dotnet(), [Dll, "diff", _repository.Plan, _repository.Plan], nowhere));

        Assert.Equal((1, "git is not installed, or not in PATH. Install it, or compare two folders.\n"), (revisions.Code, revisions.Errors.ReplaceLineEndings("\n")));
        Assert.Equal((0, "No difference.\n"), (folders.Code, folders.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task In_a_git_hook_the_folder_says_which_repository_is_meant()
    {
        foreach (var directory in (string[])[".git", Path.Combine(_repository.Path, ".git")])
        {
            var hook = new Dictionary<string, string> { ["GIT_DIR"] = directory, ["GIT_INDEX_FILE"] = ".git/index" };
            var answer = await UpshotProgram.Run(UpshotProgram.StartInfo(Dotnet(), [Dll, "diff", "HEAD", "--plan", _repository.Plan], hook));
            Assert.Equal((0, "No difference.\n", ""), (answer.Code, answer.Output.ReplaceLineEndings("\n"), answer.Errors));
        }
    }

    private static string Dll => Path.Combine(AppContext.BaseDirectory, "upshot.dll");

    private static string Dotnet() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(p => Path.Combine(p, "dotnet")).First(File.Exists);

    private static Task<CommandAnswer> Diff(params string[] arguments) => InProcess.Run(DiffCommand.Create(), arguments);
}
