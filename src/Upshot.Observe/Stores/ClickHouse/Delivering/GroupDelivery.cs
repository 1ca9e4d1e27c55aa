using Upshot.Observe.Stores.ClickHouse.Native;
using Upshot.Observe.Stores.ClickHouse.Servers;

namespace Upshot.Observe.Stores.ClickHouse.Delivering;

/// <summary>
/// Brings bodies that stand one behind the other in a backlog to their shards, put together into as few inserts as they make. Each is claimed first. What a claim says of a body holds for good, so that an insert is made
/// of the same bodies however often it is sent.
/// </summary>
internal sealed class GroupDelivery(ClickHouseServers servers, ClickHouseAddress address, Deliverer deliverer)
{
    private const long MostBytes = 128L << 20;

    /// <summary>Returns when all of them have arrived, from here or from another node that will not lose them.</summary>
    /// <exception cref="UnreachableException">They have not: send the group again, or a longer one that begins with it.</exception>
    public async Task SendAsync(BacklogGroup group, CancellationToken cancellation)
    {
        var topology = await deliverer.TopologyAsync(cancellation);
        await Task.WhenAll(group.Entries.OfType<Delivery>().GroupBy(e => topology.ShardOf(e.Hash)).Select(shard => SendAsync(topology, shard.Key, group.File.Id, [.. shard], cancellation)));
    }

    private async Task SendAsync(Topology topology, int shard, UInt128 backlog, IReadOnlyList<Delivery> bodies, CancellationToken cancellation)
    {
        UInt128[] hashes = [.. bodies.Select(b => b.Hash).Distinct()];
        var host = await deliverer.SendAsync(topology, shard, BodyClaims.Part(hashes, new(backlog, BodyClaims.NewId())), cancellation);
        var claims = await BodyClaims.OfAsync(servers, host, address.Database, hashes, cancellation);

        // What this backlog claimed before it was interrupted goes as it went then.
        var mine = bodies.DistinctBy(b => b.Hash).Where(b => claims[b.Hash].Backlog == backlog).GroupBy(b => claims[b.Hash].Insertion);
        await Task.WhenAll(mine.SelectMany(i => Joined(i.Key, i)).Select(part => deliverer.SendAsync(topology, shard, part, cancellation)));
    }

    private static IEnumerable<DeliveryPart> Joined(UInt128 insertion, IEnumerable<Delivery> bodies)
    {
        foreach (var table in bodies.SelectMany(b => b.Blocks).GroupBy(p => p.Table))
        {
            var (join, number) = (new NativeJoin(), 0);
            foreach (var block in table)
            {
                if ((join.Rows > 0 && (join.Rows + block.Rows > BatchEncoder.MostRows || join.Bytes + block.Block.Length > MostBytes)) || !join.Add(block.Block))
                {
                    yield return Take();
                    join.Add(block.Block);
                }
            }

            yield return Take();

            DeliveryPart Take()
            {
                var rows = join.Rows;
                return new(table.Key, number++ == 0 ? $"{insertion:x32}" : $"{insertion:x32}-{number}", rows, join.Take());
            }
        }
    }
}
