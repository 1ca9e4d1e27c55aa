using System.Text.Json;
using Upshot.Commands;

namespace Upshot.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("upshot-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string path, string text)
    {
        var file = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    private Task<CommandAnswer> Check(params string[] options) => InProcess.Run(CheckCommand.Create(), [_folder, .. options]);

    [Fact]
    public async Task A_sound_plan_answers_yes_and_says_what_was_read()
    {
        Write("upshot.yaml", "product: x\nowners: { team: t }\noperations: { a: { owner: team, entry: { service: a } } }\n");
        var answer = await Check();
        Assert.Equal((0, "No problem in 1 operation.\n"), (answer.Code, answer.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task A_mistake_is_shown_with_its_line_and_a_caret()
    {
        Write("upshot.yaml", "product: x\nownrs: { team: t }\n");
        var answer = await Check();
        Assert.Equal(2, answer.Code);
        Assert.Equal($"""
            {_folder}/upshot.yaml:2:1: error unknown-key
              The plan has no key 'ownrs'.
              2 | ownrs: [ team: t ]
                | ^
              → Did you mean owners?

            1 error.

            """.Replace("[ team: t ]", "{ team: t }").ReplaceLineEndings("\n"), answer.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task What_a_link_to_elsewhere_leads_to_is_not_printed()
    {
        var elsewhere = Directory.CreateTempSubdirectory("upshot-elsewhere-");
        try
        {
            var secret = Path.Combine(elsewhere.FullName, "shadow");
            File.WriteAllText(secret, "root:hunter2\n");
            File.CreateSymbolicLink(Path.Combine(_folder, "upshot.yaml"), secret);
            Write("runbooks/r.md", "---\nowner: nobody\n---\n# R\n");
            var answer = await Check();
            Assert.Equal(2, answer.Code);
            Assert.Contains("upshot.yaml:1:1: error unsafe-file", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("hunter2", answer.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("nobody", answer.Output, StringComparison.Ordinal);
        }
        finally
        {
            elsewhere.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_warning_fails_only_a_strict_check()
    {
        Write("upshot.yaml", "product: x\n");
        Write("releases/1.yaml", "version: 1\n");
        Assert.Equal(0, (await Check()).Code);
        Assert.Equal(2, (await Check("--strict")).Code);
    }

    [Fact]
    public async Task Flags_expire_by_the_date_that_is_given()
    {
        Write("upshot.yaml", "product: x\nowners: { team: t }\nflags: { old: { owner: team, expires: 2026-01-31 } }\n");
        Assert.DoesNotContain("expired-flag", (await Check()).Output, StringComparison.Ordinal);
        Assert.Contains("expired-flag", (await Check("--today", "2026-02-01")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await Check("--today", "tomorrow")).Code);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_misuse()
    {
        var answer = await InProcess.Run(CheckCommand.Create(), Path.Combine(_folder, "nowhere"));
        Assert.Equal(1, answer.Code);
        Assert.StartsWith("There is no folder", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("other.txt", "'upshot init' writes one.")]
    [InlineData("upshot.yml", "Rename upshot.yml")]
    public async Task A_folder_without_a_plan_is_a_misuse(string file, string hint)
    {
        Write(file, "product: x");
        var answer = await Check();
        Assert.Equal(1, answer.Code);
        Assert.Contains(hint, answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_without_a_plan_is_recognised()
    {
        Write("deep/http.yaml", "# comment\ngroups:\n  - { id: a, type: attribute_group, brief: A., attributes: [ { id: x.y, type: int, brief: X. } ] }\n");
        var answer = await Check();
        Assert.Equal((0, "No problem in 1 attribute.\n"), (answer.Code, answer.Output.ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task The_file_itself_may_be_named()
    {
        Write("upshot.yaml", "product: x\n");
        Assert.Equal(0, (await InProcess.Run(CheckCommand.Create(), Path.Combine(_folder, "upshot.yaml"))).Code);
    }

    [Fact]
    public async Task Json_counts_and_lists_the_problems()
    {
        Write("upshot.yaml", "product: x\nbogus: 1\n");
        var answer = await Check("--format", "json");
        using var json = JsonDocument.Parse(answer.Output);
        var root = json.RootElement;
        Assert.Equal((2, 1, 0), (answer.Code, root.GetProperty("errors").GetInt32(), root.GetProperty("warnings").GetInt32()));
        Assert.Equal("x", root.GetProperty("plan").GetProperty("product").GetString());
        var problem = Assert.Single(root.GetProperty("problems").EnumerateArray());
        Assert.Equal(["file", "line", "column", "rule", "severity", "message", "remedy"], problem.EnumerateObject().Select(p => p.Name));
        Assert.Equal((2, 1, "unknown-key", "error"), (problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32(), problem.GetProperty("rule").GetString(), problem.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task GitHub_annotations_are_escaped()
    {
        Write("upshot.yaml", "product: x\nsampling: { probability: 200% }\n");
        var first = (await Check("--format", "github")).Output.Split('\n')[0];
        Assert.StartsWith($"::error file={_folder}/upshot.yaml,line=2,col=26,title=out-of-range::probability is 200%25, but must be above 0%25", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sarif_names_tool_rules_and_places()
    {
        Write("upshot.yaml", "product: x\nbogus: 1\n");
        using var json = JsonDocument.Parse((await Check("--format", "sarif")).Output);
        Assert.Equal("2.1.0", json.RootElement.GetProperty("version").GetString());
        var run = Assert.Single(json.RootElement.GetProperty("runs").EnumerateArray());
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().Select(r => r.GetProperty("id").GetString()).ToList();
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        Assert.Equal(("unknown-key", "unknown-key", "error"), (result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()], result.GetProperty("level").GetString()));
        var location = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal($"file://{_folder}/upshot.yaml", location.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal((2, 1), (location.GetProperty("region").GetProperty("startLine").GetInt32(), location.GetProperty("region").GetProperty("startColumn").GetInt32()));
    }

    [Fact]
    public async Task A_file_cannot_colour_the_terminal()
    {
        Write("upshot.yaml", "product: x\n\"\u001b[31m\": 1\n");
        Assert.DoesNotContain('\u001b', (await Check()).Output);
    }

    [Fact]
    public async Task The_rules_can_be_printed() => Assert.Contains("| `impossible-alert` | error |", (await Check("--rules")).Output, StringComparison.Ordinal);
}
