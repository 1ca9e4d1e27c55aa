using System.Diagnostics;
using Upshot.Tests.Running;

namespace Upshot.Tests.Diff;

/// <summary>Folders called like branches, links, and plans that moved, in real repositories.</summary>
public sealed class NamesAndLinksTests : IDisposable
{
    private const string Signals = "groups:\n  - { id: metric.shop.wait, type: metric, metric_name: shop.wait, instrument: histogram, unit: UNIT, stability: stable, brief: W., annotations: { upshot: { owner: web, reason: r } } }\n";
    private readonly TemporaryFolder _folder = new();

    public NamesAndLinksTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "plan", "signals"));
        File.WriteAllText(Path.Combine(_folder.Path, "plan", "upshot.yaml"), "product: shop\nowners: { web: \"#web\" }\n");
        WriteUnit("plan", "ms");
        Git("init", "-q", "-b", "main", ".");
        Commit("one");
        Git("checkout", "-q", "-b", "feat");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_range_means_revisions_whatever_folder_is_called_so()
    {
        WriteUnit("plan", "s");
        Commit("two");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "main"));
        Assert.Equal(2, await Diff("main..HEAD", "--plan", "plan"));
        File.Copy(Path.Combine(_folder.Path, "plan", "upshot.yaml"), Path.Combine(_folder.Path, "main", "upshot.yaml"));
        Assert.Equal(2, await Diff("main..HEAD", "--plan", "plan"));
        Assert.Equal(2, await Diff("main", "--plan", "plan"));
    }

    [Fact]
    public async Task A_file_that_became_a_link_to_itself_elsewhere_is_no_difference_in_any_form()
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "common"));
        Git("mv", "plan/signals/s.yaml", "common/s.yaml");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "plan", "signals", "s.yaml"), "../../common/s.yaml");
        Commit("link");
        foreach (var side in new[] { "main..HEAD", "HEAD", "main" })
        {
            var ended = await UpshotProgram.RunIn(_folder.Path, "diff", side, "--plan", "plan");
            Assert.True(ended.Code == 0 && ended.Output.Contains("No difference", StringComparison.Ordinal), $"{side}: {ended}");
        }
    }

    [Fact]
    public async Task A_link_out_of_the_repository_is_refused_in_the_folder_and_in_the_revision()
    {
        File.Delete(Path.Combine(_folder.Path, "plan", "signals", "s.yaml"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "plan", "signals", "s.yaml"), "../../../etc/hostname");
        Commit("link");
        Assert.Equal(1, await Diff("main", "--plan", "plan"));
        Assert.Equal(1, await Diff("main..HEAD", "--plan", "plan"));
    }

    [Fact]
    public async Task A_plan_whose_folder_was_moved_is_compared_with_where_it_was()
    {
        Git("mv", "plan", "telemetry");
        WriteUnit("telemetry", "s");
        Commit("move");
        var ended = await UpshotProgram.RunIn(_folder.Path, "diff", "main..HEAD", "--plan", "telemetry");
        Assert.Equal(2, ended.Code);
        Assert.Contains("the folder was called plan", ended.Errors, StringComparison.Ordinal);
    }

    private void WriteUnit(string plan, string unit) => File.WriteAllText(Path.Combine(_folder.Path, plan, "signals", "s.yaml"), Signals.Replace("UNIT", unit, StringComparison.Ordinal));

    private async Task<int> Diff(params string[] arguments) => (await UpshotProgram.RunIn(_folder.Path, ["diff", .. arguments])).Code;

    private void Commit(string message)
    {
        Git("add", "-A");
        Git("-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-qm", message);
    }

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true })!;
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
    }
}
