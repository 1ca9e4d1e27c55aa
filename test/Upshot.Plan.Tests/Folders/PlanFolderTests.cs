using System.Text;
using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Folders;

public sealed class PlanFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("upshot-plan-");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
    }

    private void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    private Problem OneProblem() => Assert.Single(PlanReader.Read(_folder.FullName).Problems);

    [Fact]
    public void Files_are_found_in_their_folders_and_below()
    {
        Write("upshot.yaml", "product: x");
        Write("signals/deep/er/a.yml", "groups: []");
        Write("signals/ignored.txt", "not YAML: [");
        Write("signals/.git/x.yaml", "not YAML: [");
        Write("releases/1.yaml", "version: 1\nguardrails: {}");
        Write("runbooks/deep/a.md", "# A");
        var (plan, problems) = PlanReader.Read(_folder.FullName);
        Assert.Equal(["release-expects-nothing"], problems.Select(p => p.Rule));
        Assert.Equal("runbooks/deep/a.md", Assert.Single(plan.Runbooks).Path);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_key()
    {
        Write("upshot.yaml", [0xEF, 0xBB, 0xBF, .. "prodct: x"u8]);
        Assert.Contains(PlanReader.Read(_folder.FullName).Problems, p => p is { Rule: "unknown-key", Location: { Line: 1, Column: 1 } });
    }

    [Fact]
    public void Invalid_UTF8_is_refused_at_its_place()
    {
        Write("upshot.yaml", [.. "product: x\ndescription: "u8, 0xC3, 0x28]);
        var problem = PlanReader.Read(_folder.FullName).Problems[0];
        Assert.Equal(("file-unreadable", new SourceLocation("upshot.yaml", 2, 14)), (problem.Rule, problem.Location));
    }

    [Fact]
    public void UTF16_is_named()
    {
        Write("upshot.yaml", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("product: x")]);
        Assert.Contains("UTF-16", PlanReader.Read(_folder.FullName).Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_the_limit_is_not_read()
    {
        Write("upshot.yaml", "product: x");
        Write("signals/big.yaml", new byte[5_000_000]);
        Assert.Equal("file-unreadable", OneProblem().Rule);
    }

    [Fact]
    public void A_folder_without_a_plan_says_so() => Assert.Equal("There is no upshot.yaml.", OneProblem().Message);

    [Fact]
    public void Links_in_a_circle_are_not_followed()
    {
        Write("upshot.yaml", "product: x");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "signals"));
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "signals", "loop"), "..");
        Assert.Equal("unsafe-file", OneProblem().Rule);
    }

    [Fact]
    public void A_link_to_a_file_of_the_same_repository_is_followed()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, ".git"));
        Write("common/s.yaml", "groups: []");
        Write("plan/upshot.yaml", "product: x");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "plan", "signals"));
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "plan", "signals", "s.yaml"), "../../common/s.yaml");
        Assert.Empty(PlanReader.Read(Path.Combine(_folder.FullName, "plan")).Problems);
    }

    [Theory]
    [InlineData("/etc/hostname", "absolute path")]
    [InlineData("../../../../../../../../../../etc/hostname", "another copy of the repository does not have it")]
    [InlineData("nowhere.yaml", "not there")]
    [InlineData("s.yaml", "leads in a circle")]
    public void A_link_to_elsewhere_is_named_and_not_followed(string target, string said)
    {
        Write("upshot.yaml", "product: x");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "signals"));
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "signals", "s.yaml"), target);
        var problem = OneProblem();
        Assert.Equal(("unsafe-file", "signals/s.yaml"), (problem.Rule, problem.Location.File));
        Assert.Contains(said, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_named_and_not_waited_for()
    {
        Write("upshot.yaml", "product: x");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "signals"));
        using var make = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_folder.FullName, "signals", "s.yaml")]);
        make.WaitForExit();
        Assert.Equal("unsafe-file", OneProblem().Rule);
    }

    [Theory]
    [InlineData("release", "releases/")]
    [InlineData("Signals", "signals/")]
    [InlineData("runbook", "runbooks/")]
    [InlineData("relaeses", "releases/")]
    public void A_misspelt_folder_is_named(string folder, string meant)
    {
        Write("upshot.yaml", "product: x");
        Write($"{folder}/a.yaml", "nonsense: 1");
        var problem = OneProblem();
        Assert.Equal(("unknown-folder", Severity.Warning), (problem.Rule, problem.Severity));
        Assert.Contains(meant, problem.Remedy, StringComparison.Ordinal);
    }

    /// <summary>Its privacy classes would hold nowhere.</summary>
    [Fact]
    public void A_registry_beside_the_plans_file_is_named_and_other_files_are_not()
    {
        Write("upshot.yaml", "product: x");
        Write("compose.yaml", "services: {}");
        Write("attributes.yml", "# ours\ngroups:\n  - id: registry.x\n");
        var problem = OneProblem();
        Assert.Equal(("unread-file", "attributes.yml"), (problem.Rule, problem.Location.File));
        Assert.Equal("Move it into signals/.", problem.Remedy);
    }

    [Fact]
    public void Folders_of_other_things_are_nobodys_business()
    {
        Write("upshot.yaml", "product: x");
        Write("dashboards/a.yaml", "x: 1");
        Write("docs/a.yaml", "x: 1");
        Assert.Empty(PlanReader.Read(_folder.FullName).Problems);
    }

    [Fact]
    public void One_tab_is_one_error()
    {
        Write("upshot.yaml", "product: x\nowners:\n\tweb: a\nobjectives: { a: { operation: b, owner: web, target: 99%, reason: r, runbook: runbooks/a.md } }\n");
        Write("releases/1.yaml", "version: 1\nhypothesis: h\nexpected: { b: { latency_p95: -10%..-5% } }\n");
        Assert.Equal("yaml-syntax", OneProblem().Rule);
    }

    [Fact]
    public void Warnings_never_take_the_place_of_an_error()
    {
        var groups = string.Concat(Enumerable.Range(0, 1500).Select(i => $"  - {{ id: metric.a{i}, type: metric, metric_name: x.a{i}, instrument: counter, unit: \"1\", stability: stable, brief: A. }}\n"));
        Write("upshot.yaml", "product: x");
        Write("signals/m.yaml", "groups:\n" + groups);
        var reading = PlanReader.Read(_folder.FullName);
        Assert.False(reading.HasErrors);
        Assert.Contains(reading.Problems, p => p.Rule == "too-many-warnings");
        Write("releases/1.yaml", "version: \"1\"\nbaseline: \"1\"\nhypothesis: h\nguardrails: {}\n");
        Assert.Equal("baseline-is-itself", Assert.Single(PlanReader.Read(_folder.FullName).Problems, p => p.Severity == Severity.Error).Rule);
    }

    [Fact]
    public void The_digest_changes_with_any_file_and_not_with_the_folder()
    {
        Write("upshot.yaml", "product: x");
        var first = PlanReader.Read(_folder.FullName).Plan.Digest;
        Assert.Equal(first, PlanReader.Read([new PlanFile("upshot.yaml", "product: x")]).Plan.Digest);
        Assert.Matches("^[0-9a-f]{12}$", first);
        Write("runbooks/a.md", "# A");
        var second = PlanReader.Read(_folder.FullName).Plan.Digest;
        Write("runbooks/a.md", "# B");
        Assert.Equal(3, new[] { first, second, PlanReader.Read(_folder.FullName).Plan.Digest }.Distinct().Count());
    }

    [Fact]
    public void A_checkout_with_other_line_ends_is_the_same_plan() => Assert.Equal(
        PlanReader.Read([new PlanFile("upshot.yaml", "product: x\nowners: { a: b }\n")]).Plan.Digest,
        PlanReader.Read([new PlanFile("upshot.yaml", "product: x\r\nowners: { a: b }\r\n")]).Plan.Digest);
}
