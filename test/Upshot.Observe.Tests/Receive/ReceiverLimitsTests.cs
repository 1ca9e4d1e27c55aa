using Upshot.Observe.Receive;

namespace Upshot.Observe.Tests.Receive;

public class ReceiverLimitsTests
{
    [Fact]
    public void The_defaults_have_no_mistakes() => Assert.Empty(new ReceiverLimits().Mistakes());

    [Fact]
    public void Every_mistake_is_named_at_once()
    {
        var limits = new ReceiverLimits
        {
            MaxBodyBytes = int.MaxValue,
            MaxCompressedBytes = 0,
            MaxInFlightBytes = 1,
            MaxConcurrentRequests = 0,
            ReadTimeout = TimeSpan.Zero,
            MinBytesPerSecond = double.NaN,
            ReadGrace = TimeSpan.Zero,
            RetryAfter = TimeSpan.MaxValue,
        };
        Assert.Equal(
            ["MaxBodyBytes", "MaxCompressedBytes", "MaxInFlightBytes", "MaxConcurrentRequests", "ReadTimeout", "MinBytesPerSecond", "ReadGrace", "RetryAfter"],
            limits.Mistakes().Select(mistake => mistake.Split(' ')[0]));
    }
}
