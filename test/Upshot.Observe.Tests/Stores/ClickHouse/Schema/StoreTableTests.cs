using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.ClickHouse.Schema;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Schema;

public sealed class StoreTableTests
{
    private const string Begin = "<!-- tables -->", End = "<!-- end of tables -->";

    /// <summary>UPSHOT_UPDATE=1 writes them.</summary>
    [Fact]
    public async Task The_documentation_has_the_statements_that_make_the_tables()
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../../docs/formats/clickhouse.md"));
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var statements = $"\n```sql\n{string.Join("\n", StoreTable.All([]).Select(t => t.Create("upshot", new Retention())))}```\n";
        if (Environment.GetEnvironmentVariable("UPSHOT_UPDATE") is "1")
        {
            await File.WriteAllTextAsync(path, text[..begin] + statements + text[end..], TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal(statements, text[begin..end]);
    }

    [Theory]
    [InlineData("upshot schema 1", 1)]
    [InlineData("upshot schema 27", 27)]
    [InlineData("upshot schema ", null)]
    [InlineData("upshot schema -1", null)]
    [InlineData("", null)]
    public void The_version_stands_in_the_comment(string comment, int? version) => Assert.Equal(version, StoreTable.VersionOf(comment));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
