using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Observe.Stores.Questions;
using Upshot.Observe.Tests.Stores.Contract;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Schema;

public sealed class StoreSchemaTests(OneServer one) : IClassFixture<OneServer>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tables_are_made_once_checked_and_brought_up_to_the_plan()
    {
        var options = await OptionsAsync("made");
        var plan = new ProductPlan();
        var missing = await ClickHouseTables.CheckAsync(options, plan, Stop);
        Assert.Equal(9, missing.Mistakes.Count);
        Assert.All(missing.Mistakes, m => Assert.Contains("Run: upshot store create --store \"clickhouse://", m));

        Assert.Equal(9, (await ClickHouseTables.CreateAsync(options, plan, Stop)).Count);
        Assert.Empty(await ClickHouseTables.CreateAsync(options, plan, Stop));
        var whole = await ClickHouseTables.CheckAsync(options, plan, Stop);
        Assert.Empty(whole.Mistakes.Concat(whole.Notices));

        var longer = plan with { Retention = new() { Spans = TimeSpan.FromDays(90) } };
        Assert.Equal(2, (await ClickHouseTables.CheckAsync(options, longer, Stop)).Notices.Count);
        Assert.Equal(2, (await ClickHouseTables.UpgradeAsync(options, longer, Stop)).Count(d => d.Contains("keeps rows for 90 days")));
        Assert.Empty((await ClickHouseTables.CheckAsync(options, longer, Stop)).Notices);
    }

    [Fact]
    public async Task A_table_without_a_column_is_upgraded_and_one_of_other_people_is_not_touched()
    {
        var options = await OptionsAsync("older");
        await ClickHouseTables.CreateAsync(options, new ProductPlan(), Stop);
        using var servers = new ClickHouseServers(options);
        await servers.ExecuteAsync(servers.Hosts[0], "ALTER TABLE older.spans DROP COLUMN http_route", Stop);
        Assert.Contains("Run: upshot store upgrade", Assert.Single((await ClickHouseTables.CheckAsync(options, new ProductPlan(), Stop)).Mistakes));
        Assert.Contains("added the column http_route", Assert.Single(await ClickHouseTables.UpgradeAsync(options, new ProductPlan(), Stop)));
        Assert.Empty((await ClickHouseTables.CheckAsync(options, new ProductPlan(), Stop)).Mistakes);

        await servers.ExecuteAsync(servers.Hosts[0], "ALTER TABLE older.logs MODIFY COMMENT 'upshot schema 99'", Stop);
        await servers.ExecuteAsync(servers.Hosts[0], "ALTER TABLE older.rollups MODIFY COMMENT 'ours'", Stop);
        var mistakes = (await ClickHouseTables.CheckAsync(options, new ProductPlan(), Stop)).Mistakes;
        Assert.Contains(mistakes, m => m.Contains("logs") && m.Contains("newer version"));
        Assert.Contains(mistakes, m => m.Contains("rollups") && m.Contains("none of Upshot's"));
    }

    [Fact]
    public async Task What_goes_wrong_after_the_first_rows_is_no_answer()
    {
        await using var harness = await one.OpenAsync();
        using var servers = new ClickHouseServers(harness.Options);
        await Assert.ThrowsAnyAsync<Exception>(() => servers.ReadAsync("SELECT number, throwIf(number = 900000) FROM numbers(4000000)", r => 0, Stop));
        Assert.Empty(await harness.Store.AskAsync(new RouteQuestion(Times.All), Stop));
        await harness.Store.Send(Story.Request(1, 3));
        Assert.NotEmpty(await harness.Store.AskAsync(new RouteQuestion(Times.All), Stop));
    }

    private async Task<ClickHouseOptions> OptionsAsync(string database) => new() { Address = new(false, [(await one.Server).Host], "default", database, null) };
}
