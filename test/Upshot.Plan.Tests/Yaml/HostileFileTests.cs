using System.Text;
using Upshot.Plan.Folders;

namespace Upshot.Plan.Tests.Yaml;

public sealed class HostileFileTests
{
    private static IReadOnlyList<Problem> Read(string text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problems = PlanReader.Read([new PlanFile("upshot.yaml", text)]).Problems;
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2L << 30, "it allocated more than 2 GB");
        return problems;
    }

    private static void IsRefused(string text, string rule, string part)
    {
        var problem = Assert.Single(Read(text), p => p.Rule == rule);
        Assert.Contains(part, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Deep_brackets_stop_at_the_limit(char bracket) => IsRefused("glossary: " + new string(bracket, 100_000), "yaml-syntax", "64 levels deep");

    [Fact]
    public void Deep_blocks_stop_at_the_limit() => IsRefused(string.Concat(Enumerable.Range(0, 1_000).Select(n => new string(' ', n) + "a:\n")), "yaml-syntax", "64 levels deep");

    [Fact]
    public void Deep_dashes_stop_at_the_limit() => IsRefused(string.Concat(Enumerable.Repeat("- ", 50_000)), "yaml-syntax", "64 levels deep");

    [Fact]
    public void An_alias_bomb_stops_before_it_goes_off()
    {
        var bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x]\n");
        for (var c = 'b'; c <= 'z'; c++)
        {
            bomb.Append($"{c}: &{c} [{string.Join(", ", Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n");
        }

        IsRefused(bomb.ToString(), "yaml-syntax", "aliases");
    }

    [Fact]
    public void A_merge_bomb_stops_too()
    {
        var bomb = new StringBuilder("a: &a { " + string.Join(", ", Enumerable.Range(0, 1_000).Select(n => $"k{n}: x")) + " }\n");
        for (var n = 0; n < 2_000; n++)
        {
            bomb.Append($"b{n}: {{ <<: *a }}\n");
        }

        IsRefused(bomb.ToString(), "yaml-syntax", "aliases");
    }

    [Fact]
    public void An_alias_to_what_contains_it_is_refused() => IsRefused("glossary: &a { x: *a }", "yaml-syntax", "*a");

    [Fact]
    public void A_huge_scalar_is_refused_as_too_long() => IsRefused($"product: x\ndescription: {new string('x', 3_000_000)}", "out-of-range", "3000000 characters");

    [Fact]
    public void A_huge_key_is_named_in_short()
    {
        var problem = Assert.Single(Read($"product: x\n? {new string('k', 1_000_000)}\n: 1"));
        Assert.Equal("unknown-key", problem.Rule);
        Assert.True(problem.Message.Length < 200);
    }

    [Fact]
    public void A_million_unknown_keys_give_a_bounded_list()
    {
        var text = new StringBuilder("product: x\n");
        for (var n = 0; n < 200_000; n++)
        {
            text.Append($"key{n}: 1\n");
        }

        var problems = Read(text.ToString());
        Assert.Equal(1_001, problems.Count);
        Assert.Equal("too-many-problems", problems[^1].Rule);
    }

    [Fact]
    public void More_values_than_the_limit_are_refused() => IsRefused("glossary: [" + string.Join(",", Enumerable.Repeat("a", 600_000)) + "]", "yaml-syntax", "500,000");

    [Fact]
    public void Tens_of_thousands_of_everything_take_seconds()
    {
        const int many = 10_000;
        string All(string what, Func<int, string> one) => $"{what}:\n" + string.Concat(Enumerable.Range(0, many).Select(n => $"  {one(n)}\n"));
        Read(All("owners", n => $"o{n}: x")
            + All("operations", n => $"op{n}: {{ owner: o{n}, entry: {{ service: s{n} }} }}")
            + All("objectives", n => $"ob{n}: {{ operation: op{many - n}, target: 99%, reason: r, decision: d, runbook: r{n} }}")
            + "journeys:\n  j:\n    operation: op1\n"
            + All("    steps", n => $"    s{n}: {{ under: s{n + 1} }}"));
    }

    [Fact]
    public void Groups_that_extend_each_other_in_a_long_chain_are_refused()
    {
        var text = new StringBuilder("groups:\n");
        for (var n = 0; n < 20_000; n++)
        {
            text.Append($"  - {{ id: g{n}, type: attribute_group, brief: x, extends: g{n + 1} }}\n");
        }

        var problems = PlanReader.ReadSignals([new PlanFile("a.yaml", text.ToString())]).Problems;
        Assert.Contains(problems, p => p.Rule == "circular-reference");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("# only a comment\n")]
    [InlineData("---\n...\n")]
    [InlineData("~")]
    public void An_empty_plan_is_called_empty(string text)
    {
        var problem = Assert.Single(Read(text));
        Assert.Equal(("missing-key", "The plan is empty."), (problem.Rule, problem.Message));
    }

    [Theory]
    [InlineData("- a\n- b")]
    [InlineData("just text")]
    [InlineData("42")]
    public void A_plan_that_is_no_map_is_refused(string text) => IsRefused(text, "wrong-type", "The plan takes a map");

    [Fact]
    public void Windows_line_ends_count_as_one() =>
        Assert.Equal(new SourceLocation("upshot.yaml", 3, 1), Assert.Single(Read("product: x\r\n\r\nbogus: 1\r\n")).Location);

    [Fact]
    public void Control_characters_do_not_reach_the_message() =>
        Assert.All(Read("product: x\n\"\\e[31mred\\a\": 1\n"), p => Assert.DoesNotContain(p.Message, char.IsControl));

    [Fact]
    public void A_key_that_stands_twice_is_read_once_and_reported()
    {
        var (plan, problems) = PlanReader.Read([new PlanFile("upshot.yaml", "product: first\nproduct: second\n")]);
        Assert.Equal("first", plan.Product);
        Assert.Equal("duplicate-key", Assert.Single(problems).Rule);
    }

    [Fact]
    public void A_merged_map_gives_what_the_map_does_not_say_itself()
    {
        var plan = PlanReader.Read([new PlanFile("upshot.yaml", """
            product: x
            owners: { team: "#team" }
            operations:
              a: &a { owner: team, entry: { service: a }, requests_per_day: 1000000 }
              b: { <<: *a, entry: { service: b } }
            """)]);
        Assert.Empty(plan.Problems);
        Assert.Equal(("team", "b", 1_000_000), (plan.Plan.Operations[1].Owner, plan.Plan.Operations[1].Entry.Service, plan.Plan.Operations[1].RequestsPerDay));
    }
}
