using Upshot.Plan.Schema;

namespace Upshot.Plan.Tests.Schema;

public sealed class GeneratedFilesTests
{
    private const string Begin = "<!-- keys: written by the tests with UPSHOT_UPDATE=1 -->\n";

    [Theory]
    [InlineData("upshot.schema.json")]
    [InlineData("release.schema.json")]
    [InlineData("verify.schema.json")]
    public void The_published_schema_is_fresh(string name) => Generated.IsFresh($"schema/{name}", JsonSchema.All[name]);

    [Fact]
    public void The_page_of_rules_is_fresh() => Generated.IsFresh("docs/rules.md", RulesPage.Write());

    [Fact]
    public void The_keys_in_the_page_of_the_format_are_fresh()
    {
        const string page = "docs/formats/plan.md";
        var text = Generated.Read(page);
        var begin = text.IndexOf(Begin, StringComparison.Ordinal);
        Assert.True(begin >= 0, $"{page} has no line {Begin.Trim()}");
        Generated.IsFresh(page, text[..(begin + Begin.Length)] + "\n" + KeysPage.Write().TrimEnd('\n') + "\n");
    }
}
