using Upshot.Plan.Folders;
using Upshot.Plan.Problems;

namespace Upshot.Plan.Tests.Checks;

public sealed class TextCaseTests
{
    private static readonly string s_folder = Path.Combine(AppContext.BaseDirectory, "Cases");

    public static TheoryData<string> Names => [.. Directory.GetFiles(s_folder, "*.txt").Select(f => Path.GetFileNameWithoutExtension(f)).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plan_has_exactly_the_problems_that_its_case_lists(string name)
    {
        var (files, expected) = TextCase.Parse(File.ReadAllText(Path.Combine(s_folder, name + ".txt")));
        var today = name.Contains("expired", StringComparison.Ordinal) ? new DateTime(2027, 1, 1) : (DateTime?)null;
        var isRegistry = files.All(f => f.Path.StartsWith("registry", StringComparison.Ordinal));
        var problems = (isRegistry ? PlanReader.ReadSignals(files) : PlanReader.Read(files, today)).Problems;

        // Without a message in the case only place and rule are compared.
        var actual = problems.Select((p, i) =>
        {
            var shown = $"{p.Location} {p.Rule}";
            var wanted = i < expected.Count ? expected[i] : "";
            var message = wanted.Split(' ', 3) is [_, _, var part] ? part : "";
            return message.Length == 0 ? shown : p.Message.Contains(message, StringComparison.Ordinal) || p.Remedy.Contains(message, StringComparison.Ordinal) ? $"{shown} {message}" : $"{shown} {p.Message} {p.Remedy}";
        });
        Assert.Equal(expected, actual);
    }

    [Fact]
    public void Every_rule_has_a_case()
    {
        var text = string.Concat(Directory.GetFiles(s_folder, "*.txt").Select(File.ReadAllText));
        Assert.Equal([], Rules.All.Select(r => r.Id).Where(id => !text.Contains(" " + id, StringComparison.Ordinal) && id is not ("too-many-problems" or "too-many-warnings" or "file-unreadable" or "unsafe-file" or "unknown-folder" or "unread-file" or "not-evaluated" or "runbook-question")));
    }

    [Fact]
    public void Rules_have_distinct_ids_and_full_sentences()
    {
        Assert.Equal(Rules.All.Count, Rules.All.Select(r => r.Id).Distinct().Count());
        Assert.All(Rules.All, r => Assert.True(r.Summary.EndsWith('.') && r.Why.EndsWith('.'), r.Id));
    }

    [Fact]
    public void Every_problem_says_what_to_do()
    {
        foreach (var name in Names)
        {
            var files = TextCase.Parse(File.ReadAllText(Path.Combine(s_folder, name.Data + ".txt"))).Files;
            Assert.All(PlanReader.Read(files).Problems, p => Assert.True(p.Remedy.Length > 0 && (p.Remedy.EndsWith('.') || p.Remedy.EndsWith('?')) && p.Message.EndsWith('.'), p.ToString()));
        }
    }
}
