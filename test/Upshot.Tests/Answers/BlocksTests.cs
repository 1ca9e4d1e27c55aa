using Upshot.Answers;
using Upshot.Evidence;

namespace Upshot.Tests.Answers;

public class BlocksTests
{
    // A demo runs two versions side by side for about half a minute.
    [Theory]
    [InlineData(25)]
    [InlineData(27.5)]
    [InlineData(30)]
    public void Half_a_minute_side_by_side_leaves_ten_to_fourteen_pairs(double seconds)
    {
        var length = Blocks.LengthFor(TimeSpan.FromSeconds(seconds));
        for (var offset = 0.0; offset < length.TotalSeconds; offset += 0.25)
        {
            var blocks = Enumerable.Range((int)(offset / length.TotalSeconds), (int)Math.Ceiling((offset + seconds) / length.TotalSeconds)).ToArray();
            var (before, after) = Blocks.Whole(Arm("1.0", length, blocks), Arm("1.1", length, blocks));
            Assert.InRange(before.Replicates.Count, 10, 14);
            Assert.Equal(before.Replicates.Select(r => r.Start), after.Replicates.Select(r => r.Start));
        }
    }

    // The candidate's first whole block is the baseline's second: it must not go for beginning late.
    [Fact]
    public void Ends_are_those_of_both_arms_together()
    {
        var length = TimeSpan.FromSeconds(2);
        var (before, after) = Blocks.Whole(Arm("1.0", length, [0, 1, 2, 3, 4]), Arm("1.1", length, [1, 2, 3, 4, 5]));
        Assert.Equal([1, 2, 3, 4], before.Replicates.Select(r => r.Start.Second / 2));
        Assert.Equal([1, 2, 3, 4], after.Replicates.Select(r => r.Start.Second / 2));
    }

    private static ArmEvidence Arm(string version, TimeSpan length, int[] blocks) =>
        new(version, [.. blocks.Select(b => new ReplicateEvidence(version, DateTimeOffset.UnixEpoch + (b * length), length, 1, 0, 1, new ExponentialHistogram()))]);
}
