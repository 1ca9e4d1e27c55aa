using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Tests.Signals;

public class DataPageTests
{
    [Fact]
    public void The_page_on_the_data_directory_names_every_column_and_every_attribute_that_has_one()
    {
        var page = File.ReadAllText(PathOfPage());
        Column[] columns =
        [
            .. SpanSchema.With([]).Columns, .. LogSchema.With([]).Columns, .. MetricSchema.With([]).Columns, .. RollupScan.Columns, .. ObjectiveScan.Columns, .. RequestHashScan.Columns,
        ];

        Assert.Empty(columns.Select(c => c.Attribute ?? c.Name).Where(name => !page.Contains($"`{name}`")).Distinct());
        Assert.Contains($"Schema version: **{Catalog.SchemaVersion}**", page);
    }

    [Fact]
    public void The_page_names_the_fields_of_spans_that_no_column_keeps()
    {
        var page = File.ReadAllText(PathOfPage());
        Assert.All(["schema URLs of resources and scopes", "attributes of scopes", "flags and the counts of dropped attributes, events and links"], field => Assert.Contains(field, page[page.IndexOf("Not kept:", StringComparison.Ordinal)..]));
    }

    private static string PathOfPage([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "formats", "data.md");
}
