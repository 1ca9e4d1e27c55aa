using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Upshot.Evidence;
using Upshot.Evidence.Alerts;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.ClickHouse;
using Upshot.Observe.Stores.ClickHouse.Leading;
using Upshot.Observe.Stores.ClickHouse.Servers;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Stores.ClickHouse.Leading;

/// <summary>Servers over one real ClickHouse.</summary>
public sealed class ServerLeaseTests(OneServer one) : IClassFixture<OneServer>
{
    private static readonly TimeSpan s_lasts = TimeSpan.FromSeconds(3);

    // Of all servers of a test: however busy the machine is, a lease ends when the test says so.
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_claims_with_one_number_the_store_keeps_one_however_many_come_at_once()
    {
        var options = await OptionsAsync("claims");
        using var servers = new ClickHouseServers(options);
        var tables = new LeaderTables(servers, options.Address);
        for (ulong number = 1; number <= 8; number++)
        {
            await Task.WhenAll(Enumerable.Range(0, 16).Select(i => tables.ClaimAsync(new(number, 1, $"server {i}", "", "", s_lasts), Stop)));
            Assert.Equal(number, (await tables.LatestAsync(Stop))!.Row.Sequence);
        }

        await servers.ExecuteAsync(servers.Hosts[0], "SYSTEM STOP MERGES claims.leases", Stop);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(i => tables.ClaimAsync(new(9, 1, $"server {i}", "", "", s_lasts), Stop)));
        Assert.Equal(1UL, Assert.Single(await servers.ReadAsync("SELECT count() FROM claims.leases WHERE sequence = 9", r => Convert.ToUInt64(r[0], null), Stop)));
    }

    [Fact]
    public async Task One_leads_the_other_has_what_it_wrote_and_takes_its_place_when_it_is_gone()
    {
        var options = await OptionsAsync("places");
        using var first = Open(options);
        using var second = Open(options);
        await first.Lease.StepAsync(Stop);
        await second.Lease.StepAsync(Stop);
        Assert.True(first.State.Leadership.Leads);
        Assert.False(second.State.Leadership.Leads);
        Assert.Null(second.State.Leadership.Problem);
        Assert.Contains("first.example leads", Assert.Throws<StoreException>(() => second.State.Announce(Release("2"))).Message);

        first.State.Announce(Release("1"));
        first.State.Alerts.Write(new() { Messages = [Message("a")] });
        await first.State.PublishedAsync(Stop);
        await second.Lease.StepAsync(Stop);
        Assert.Equal("1", Assert.Single(second.State.Releases()).Version);
        Assert.Equal("a", Assert.Single(second.State.Alerts.Waiting()).Key);

        // The first is gone without a word; what it changed and could not publish nobody was told of.
        first.State.Announce(Release("never published"));
        await UntilLedAsync(second);
        Assert.Equal("1", Assert.Single(second.State.Releases()).Version);
        second.State.Announce(Release("3"));
        await second.State.PublishedAsync(Stop);

        // And comes back: it finds that it leads no more, writes nothing, and takes what the other wrote.
        Assert.False(first.State.Leadership.Leads);
        Assert.Throws<StoreException>(() => first.State.Announce(Release("4")));
        await Assert.ThrowsAsync<StoreException>(() => first.State.PublishedAsync(Stop));
        await first.Lease.StepAsync(Stop);
        Assert.Equal(["1", "3"], first.State.Releases().Select(r => r.Version));
    }

    [Fact]
    public async Task A_server_that_ends_in_order_leaves_no_gap_and_one_that_starts_again_goes_on_with_its_own_state()
    {
        var options = await OptionsAsync("ends");
        using var directory = new Folder();
        using (var server = Open(options, directory))
        {
            await server.Lease.StepAsync(Stop);
            server.State.Announce(Release("1"));
            await server.State.PublishedAsync(Stop);
            await server.Lease.EndAsync(Stop);
        }

        using var other = Open(options);
        await other.Lease.StepAsync(Stop);
        Assert.True(other.State.Leadership.Leads);
        await other.Lease.EndAsync(Stop);

        using var again = Open(options, directory);
        await again.Lease.StepAsync(Stop);
        Assert.True(again.State.Leadership.Leads);
        Assert.Equal("1", Assert.Single(again.State.Releases()).Version);
    }

    [Fact]
    public async Task What_a_leader_wrote_down_and_could_not_publish_is_there_when_it_alone_starts_again()
    {
        var options = await OptionsAsync("alone");
        using var directory = new Folder();
        using (var server = Open(options, directory))
        {
            await server.Lease.StepAsync(Stop);
            server.State.Announce(Release("kept here"));
        }

        using var again = Open(options, directory);
        await UntilLedAsync(again);
        Assert.Equal("kept here", Assert.Single(again.State.Releases()).Version);
        using var other = Open(options);
        await other.Lease.StepAsync(Stop);
        Assert.Equal("kept here", Assert.Single(other.State.Releases()).Version);
    }

    [Fact]
    public async Task History_of_a_directory_that_joins_later_is_put_aside_and_not_lost()
    {
        var options = await OptionsAsync("joins");
        using var directory = new Folder();
        using (var state = OperationalState.Open(directory.Path, null, NullLogger.Instance))
        {
            new OperationalRecords(state).Announce(Release("of before"));
        }

        using var first = Open(options);
        await first.Lease.StepAsync(Stop);
        using var joining = Open(options, directory);
        await joining.Lease.StepAsync(Stop);
        Assert.Empty(joining.State.Releases());
        var aside = Assert.Single(Directory.GetFiles(Path.Combine(directory.Path, "lost+found")));
        using var kept = new Folder();
        File.Copy(aside, Path.Combine(kept.Path, "state.db"));
        using var read = OperationalState.Open(kept.Path, null, NullLogger.Instance);
        Assert.Equal("of before", Assert.Single(new OperationalRecords(read).Releases()).Version);
    }

    [Fact]
    public async Task Without_its_store_a_leader_leads_until_its_lease_ends_and_says_why_nobody_does()
    {
        var options = await OptionsAsync("gone");
        using var server = Open(options);
        await server.Lease.StepAsync(Stop);
        using var lost = Open(options with { Address = options.Address with { Hosts = [new("127.0.0.1", 1)] } });
        await Assert.ThrowsAsync<StoreException>(() => lost.Lease.StepAsync(Stop));
        Assert.False(lost.State.Leadership.Leads);
        Assert.Contains("Who leads is not known here", lost.State.Leadership.Problem);

        _time.Advance(s_lasts * 0.59);
        Assert.True(server.State.Leadership.Leads);
        _time.Advance(s_lasts * 0.02);
        Assert.False(server.State.Leadership.Leads);
        Assert.Contains("could not renew its lease", server.State.Leadership.Problem);
        Assert.Throws<StoreException>(() => server.State.Announce(Release("1")));
    }

    [Fact]
    public async Task What_is_forgotten_on_the_leaders_directory_is_forgotten_by_those_who_take_from_it()
    {
        var options = await OptionsAsync("forgets");
        using var directory = new Folder();
        using (var server = Open(options, directory))
        {
            await server.Lease.StepAsync(Stop);
            server.State.Announce(Release("of jane@customer.example"));
            await server.State.PublishedAsync(Stop);
            await server.Lease.EndAsync(Stop);
        }

        using (var state = OperationalState.Open(directory.Path, null, NullLogger.Instance))
        {
            Assert.Equal(1, state.Erase(["jane@customer.example"], "somebody"));
        }

        using var again = Open(options, directory);
        await again.Lease.StepAsync(Stop);
        using var other = Open(options);
        await other.Lease.StepAsync(Stop);
        Assert.Equal("of somebody", Assert.Single(other.State.Releases()).Version);
    }

    [Fact]
    public async Task A_table_that_was_emptied_or_restored_is_claimed_again()
    {
        var options = await OptionsAsync("emptied");
        using var servers = new ClickHouseServers(options);
        using var server = Open(options);
        await server.Lease.StepAsync(Stop);
        await server.Lease.StepAsync(Stop);
        await servers.ExecuteAsync(servers.Hosts[0], "ALTER TABLE emptied.leases DELETE WHERE 1 SETTINGS mutations_sync = 2", Stop);
        await server.Lease.StepAsync(Stop);
        await UntilLedAsync(server);
        server.State.Announce(Release("after"));
        await server.State.PublishedAsync(Stop);
        using var other = Open(options);
        await other.Lease.StepAsync(Stop);
        Assert.Equal("after", Assert.Single(other.State.Releases()).Version);
    }

    [Theory]
    [InlineData("newer", """{"version":9999,"tables":{}}""", "newer version")]
    [InlineData("nothing", "", "cannot be read")]
    [InlineData("other", "[1]", "cannot be read")]
    [InlineData("bare", "{}", "cannot be read")]
    [InlineData("column", """{"version":1,"tables":{"releases":{"columns":["version","x"],"rows":[]}}}""", "releases.x")]
    [InlineData("many", """{"version":1,"tables":{"releases":{"columns":["version"],"rows":[["a","b"]]}}}""", "cannot be read")]
    [InlineData("few", """{"version":1,"tables":{"releases":{"columns":["version"],"rows":[["a"]]}}}""", "cannot be written")]
    public async Task What_cannot_be_read_here_is_not_taken_nothing_is_changed_and_nobody_is_kept_from_leading(string database, string document, string why)
    {
        var options = await OptionsAsync(database);
        using var servers = new ClickHouseServers(options);
        var tables = new LeaderTables(servers, options.Address);
        await tables.WriteAsync(1UL << 32, document, Stop);
        using var directory = new Folder();
        using (var state = OperationalState.Open(directory.Path, null, NullLogger.Instance))
        {
            new OperationalRecords(state).Announce(Release("1"));
        }

        using var server = Open(options, directory);
        Assert.Contains(why, (await Assert.ThrowsAsync<StoreException>(() => server.Lease.StepAsync(Stop))).Message);
        Assert.False(server.State.Leadership.Leads);
        Assert.Contains(why, server.State.Leadership.Problem);
        Assert.Single(server.State.Releases());
        Assert.Null(await tables.LatestAsync(Stop));
    }

    private async Task UntilLedAsync(Server server)
    {
        for (var i = 0; !server.State.Leadership.Leads; i++)
        {
            Assert.True(i < 200, server.State.Leadership.Reason);
            _time.Advance(s_lasts / 60);
            await server.Lease.StepAsync(Stop);
        }
    }

    private Server Open(ClickHouseOptions options, Folder? directory = null) => new(options, directory, _time);

    private static ReleaseRecord Release(string version) => new(version, "", "", DateTimeOffset.UtcNow, "");

    private static OutboxMessage Message(string key) => new(key, "hook", "incident", "firing", "{}", DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);

    private async Task<ClickHouseOptions> OptionsAsync(string database)
    {
        var options = new ClickHouseOptions { Address = new(false, [(await one.Server).Host], "default", database, null) };
        await ClickHouseTables.CreateAsync(options, new ProductPlan(), Stop);
        return options;
    }

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("upshot-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }

    private sealed class Server : IDisposable
    {
        private readonly Folder? _own;
        private readonly OperationalState _state;

        public Server(ClickHouseOptions options, Folder? directory, TimeProvider time)
        {
            _own = directory is null ? new() : null;
            _state = OperationalState.Open((directory ?? _own!).Path, null, NullLogger.Instance);
            State = new(_state);
            Lease = new(options, State, "first.example", s_lasts, mayLead: true, time, NullLogger.Instance);
        }

        public OperationalRecords State { get; }

        public ServerLease Lease { get; }

        public void Dispose()
        {
            Lease.Dispose();
            _state.Dispose();
            _own?.Dispose();
        }
    }
}
