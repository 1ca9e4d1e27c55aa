using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.Rows;
using Upshot.Observe.Tests.Stores.DuckDb;

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

    [Fact]
    public async Task The_recipe_for_a_counters_increase_begins_at_zero_again_after_a_restart()
    {
        var page = File.ReadAllText(PathOfPage());
        var recipe = Regex.Match(page, "a counter's increase is `([^`]+)` with `(WINDOW [^`]+)`");
        using var directory = new StoreDirectory();
        await using var store = directory.Open();
        var (before, after) = (Otlp.Noon - 9, Otlp.Noon + 25);
        ProtoMessage At(ulong start, ulong time, double value) => Otlp.Point(time).Fixed64(2, start).Double(4, value);
        await StoreDirectory.Accept(store, Otlp.Request(Otlp.Sum("orders", 2, true, At(before, Otlp.Noon, 100), At(before, Otlp.Noon + 20, 150), At(after, Otlp.Noon + 30, 5), At(after, Otlp.Noon + 40, 7))).Bytes, TelemetrySignal.Metrics);
        Assert.Equal("100, 50, 5, 2", StoreDirectory.Single(store, $"SELECT string_agg(increase::BIGINT, ', ' ORDER BY time) FROM (SELECT time, {recipe.Groups[1]} AS increase FROM metric_points {recipe.Groups[2]})"));
    }

    private static string PathOfPage([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "formats", "data.md");
}
