using System.Globalization;

namespace Upshot.Observe.Stores.ClickHouse.Servers;

/// <summary>Which hosts take the rows of which shard.</summary>
/// <param name="Shards">In the order of their numbers; a shard that no host of the address is of has none.</param>
internal sealed record Topology(IReadOnlyList<IReadOnlyList<ClickHouseHost>> Shards)
{
    /// <summary>The shard of a body. A sender who repeats himself comes to the same one, whichever node he asks.</summary>
    public int ShardOf(UInt128 hash) => (int)(hash % (UInt128)Shards.Count);

    /// <exception cref="UnreachableException">The servers cannot be asked.</exception>
    /// <exception cref="StoreException">The address does not name a host of each shard.</exception>
    public static async Task<Topology> FindAsync(ClickHouseServers servers, ClickHouseAddress address, CancellationToken cancellation)
    {
        if (address.Cluster is not { } cluster)
        {
            return new([address.Hosts]);
        }

        var count = (int)(await servers.ReadAsync($"SELECT toInt64(uniqExact(shard_num)) FROM system.clusters WHERE cluster = {Literal.Text(cluster)}", r => r.GetInt64(0), cancellation))[0];
        if (count == 0)
        {
            throw new StoreException($"ClickHouse at {address.Hosts[0]} knows no cluster {cluster}: name one of its remote_servers in the address, or leave cluster= out.");
        }

        var found = Enumerable.Range(0, count).Select(_ => new List<ClickHouseHost>()).ToList();
        var numbers = await servers.ReadAsync($"SELECT DISTINCT toInt64(shard_num) AS n FROM system.clusters WHERE cluster = {Literal.Text(cluster)} ORDER BY n", r => r.GetInt64(0), cancellation);
        UnreachableException? unreachable = null;
        foreach (var host in address.Hosts)
        {
            try
            {
                foreach (var own in await servers.ReadAsync(host, $"SELECT toInt64(shard_num) FROM system.clusters WHERE cluster = {Literal.Text(cluster)} AND is_local", r => r.GetInt64(0), cancellation))
                {
                    found[numbers.IndexOf(own)].Add(host);
                }
            }
            catch (UnreachableException e)
            {
                unreachable = e;
            }
        }

        var without = numbers.Where((_, i) => found[i].Count == 0).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToList();
        return without.Count == 0 || unreachable is not null ? new(found)
            : throw new StoreException($"No host of {address} is of shard {string.Join(" or ", without)} of {cluster}: name a host of each shard, with commas between them.");
    }
}
