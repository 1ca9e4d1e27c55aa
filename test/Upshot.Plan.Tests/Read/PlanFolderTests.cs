using System.Text;

namespace Upshot.Plan.Tests.Read;

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
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "signals", "loop"), _folder.FullName);
        Assert.Empty(PlanReader.Read(_folder.FullName).Problems);
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
