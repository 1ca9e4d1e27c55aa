using Upshot.Decide.Comparison.Shares;

namespace Upshot.Decide.Tests.Comparison.Shares;

public class SampleRatioTests
{
    [Fact]
    public void A_lost_share_is_a_mismatch_and_chance_is_not()
    {
        Assert.True(SampleRatio.Test(5400, 360, 0.1, 1, 0).IsMismatch);
        Assert.False(SampleRatio.Test(5400, 590, 0.1, 1, 0).IsMismatch);
        // z = (560 − 596) / √(0.09 × 5960), by hand.
        Assert.Equal(-1.554383, SampleRatio.Test(5400, 560, 0.1, 1, 0).Z, 1e-6);
    }

    [Fact]
    public void Requests_that_come_in_sessions_make_the_smallest_visible_loss_larger()
    {
        var single = SampleRatio.Test(5400, 600, 0.1, 1, 100);
        var sessions = SampleRatio.Test(5400, 600, 0.1, 8, 100);
        Assert.Equal(Math.Sqrt(8), sessions.SmallestLoss / single.SmallestLoss, 1e-9);
        Assert.InRange(single.SmallestLoss, 0.12, 0.16);
    }

    // Three blocks of two processes, by hand: (1 + 4 + 9) × 2 / 100 ... over three degrees of freedom, below one and so one.
    [Fact]
    public void Dispersion_is_Pearsons()
    {
        Assert.Equal((1.0, 3.0), SampleRatio.Dispersion([[101, 99], [98, 102], [103, 97]]));
        Assert.Equal((2 * (100 + 400 + 900) / 100.0 / 3, 3), SampleRatio.Dispersion([[110, 90], [80, 120], [130, 70]]));
        Assert.Equal((1.0, 0.0), SampleRatio.Dispersion([[5L], [6L]]));
        Assert.Equal((1.0, 0.0), SampleRatio.Dispersion([]));
    }
}
