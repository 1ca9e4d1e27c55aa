using System.Threading.Channels;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class QueueTests
{
    [Fact]
    public async Task The_depth_of_a_named_channel_is_a_metric_as_long_as_it_is_watched()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(receiver.Settings);
        var (orders, more) = (Channel.CreateUnbounded<int>(), Channel.CreateBounded<int>(10));
        using (UpshotQueues.Watch("orders", orders.Reader))
        using (UpshotQueues.Watch("orders", more.Reader))
        using (UpshotQueues.Watch("mails", () => 5))
        using (UpshotQueues.Watch("gone", () => throw new ObjectDisposedException("gone")))
        {
            Assert.True(orders.Writer.TryWrite(1) && orders.Writer.TryWrite(2) && more.Writer.TryWrite(3));
            app.Flush();
        }

        Assert.Equal(["mails 5", "orders 3"], receiver.Ask("SELECT concat_ws(' ', attributes->>'upshot.queue.name', value::BIGINT) FROM metric_points WHERE name = 'upshot.queue.depth' ORDER BY 1"));
    }

    [Fact]
    public void A_channel_that_cannot_count_is_refused_with_the_remedy()
    {
        var channel = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleReader = true });
        var refusal = Assert.Throws<ArgumentException>(() => UpshotQueues.Watch("orders", channel.Reader));
        Assert.Contains("\"orders\" cannot count", refusal.Message);
    }
}
