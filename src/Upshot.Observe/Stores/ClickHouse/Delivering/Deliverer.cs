using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>Brings deliveries to their shard, and says so when all of one is there. For any number of threads.</summary>
internal sealed class Deliverer(ClickHouseServers servers, ClickHouseAddress address) : IDisposable
{
    /// <summary>From here on an insert makes a part of its own; smaller ones are put together by the server.</summary>
    private const int LargeRows = 20_000;

    private static readonly Dictionary<string, object> s_settings = new()
    {
        ["insert_deduplicate"] = 1,
        ["async_insert_deduplicate"] = 1,

        // Accepted means that it is on the disk, not that it waits to be written.
        ["wait_for_async_insert"] = 1,
        ["async_insert_use_adaptive_busy_timeout"] = 1,
        ["async_insert_busy_timeout_min_ms"] = 10,
        ["async_insert_busy_timeout_max_ms"] = 200,
        ["max_partitions_per_insert_block"] = 0,
        ["input_format_parallel_parsing"] = 0,

        // A column that the table lacks is an error, and not left out in silence.
        ["input_format_skip_unknown_fields"] = 0,
    };

    private readonly SemaphoreSlim _finding = new(1);
    private volatile Topology? _topology;

    /// <summary>Which hosts take the rows of which shard, as it was found last.</summary>
    /// <exception cref="UnreachableException">The servers cannot be asked.</exception>
    public async Task<Topology> TopologyAsync(CancellationToken cancellation)
    {
        if (_topology is { } known && known.Shards.All(s => s.Count > 0))
        {
            return known;
        }

        await _finding.WaitAsync(cancellation);
        try
        {
            return _topology is { } meanwhile && meanwhile.Shards.All(s => s.Count > 0) ? meanwhile : _topology = await Topology.FindAsync(servers, address, cancellation);
        }
        finally
        {
            _finding.Release();
        }
    }

    /// <summary>To the shard that the hash chooses.</summary>
    /// <exception cref="UnreachableException">It may or may not have arrived: send it again.</exception>
    public async Task SendAsync(UInt128 hash, DeliveryPart part, CancellationToken cancellation)
    {
        var topology = await TopologyAsync(cancellation);
        await SendAsync(topology, topology.ShardOf(hash), part, cancellation);
    }

    /// <returns>The host that has it now.</returns>
    /// <exception cref="UnreachableException">It may or may not have arrived: send it again.</exception>
    public async Task<ClickHouseHost> SendAsync(Topology topology, int shard, DeliveryPart part, CancellationToken cancellation)
    {
        var hosts = topology.Shards[shard];
        if (hosts.Count == 0)
        {
            throw new UnreachableException($"No host of shard {shard + 1} of {address.Cluster} answers.");
        }

        var settings = Settings(part);
        for (var i = 0; ; i++)
        {
            try
            {
                await servers.InsertAsync(hosts[i], part.Table, part.Block, part.Format, settings, cancellation);
                return hosts[i];
            }
            catch (UnreachableException) when (i + 1 < hosts.Count)
            {
                // Another replica of the shard, then.
            }
        }
    }

    public void Dispose() => _finding.Dispose();

    private static Dictionary<string, object> Settings(DeliveryPart part)
    {
        Dictionary<string, object> settings = new(s_settings)
        {
            ["insert_deduplication_token"] = part.Token,
            ["async_insert"] = part.Rows < LargeRows && part.Format != DeliveryPart.Parquet ? 1 : 0,
        };
        if (part.Format == DeliveryPart.Parquet)
        {
            // One insert, one block: what is cut into several arrives in parts.
            settings["min_insert_block_size_rows"] = 1 << 20;
            settings["min_insert_block_size_bytes"] = 0;

            // Rows of before sampling was kept have nothing where later ones have how much it leaves open.
            settings["input_format_null_as_default"] = 1;
        }

        return settings;
    }
}
