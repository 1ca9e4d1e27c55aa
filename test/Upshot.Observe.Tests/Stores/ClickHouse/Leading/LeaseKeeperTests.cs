namespace Upshot.Observe.Tests.Stores.ClickHouse.Leading;

public sealed class LeaseKeeperTests
{
    private const double Hours = 3600;

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    public void Two_servers_never_lead_at_once_whatever_is_late_lost_or_stands_still(int seed, int servers)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        var (one, two, handovers) = new SimulatedServers(seed, servers).Run(12 * Hours);
        Assert.Equal(0, two);

        // It is no proof where nobody ever leads, or always the same one.
        Assert.True(one > 0.6 * 12 * Hours, $"Somebody led for {one / Hours:0.0} of 12 hours.");
        Assert.True(handovers > 10, $"The lease went to another {handovers} times.");
    }
}
