using Upshot.Decide.Comparison.Benchmarks;

namespace Upshot.Decide.Tests.Comparison.Benchmarks;

public class BenchmarkTests
{
    // Computed with limma.
    [Fact]
    public void Four_benchmarks_of_three_processes_each()
    {
        var tests = ModeratedBenchmarks.Test(
        [
            ([1, 2, 3], [2, 3, 5]),
            ([2, 4, 6], [3, 4, 8]),
            ([1, 1.1, 1.2], [1.3, 1.4, 1.6]),
            ([5, 5.5, 5.7], [5, 6, 7]),
        ]);
        double[] t = [1.386964, 0.577509, 1.882390, 1.047555], p = [0.224907, 0.588973, 0.119357, 0.343476];
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(t[i], tests[i].T, 1e-6);
            Assert.Equal(p[i], tests[i].P(), 1e-6);
        }
    }

    // Benjamini and Hochberg (1995), section 3.2: fifteen p of which four are below 0.05 × 4 / 15.
    [Fact]
    public void The_false_discovery_rate_of_their_own_example()
    {
        double[] p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000];
        Assert.Equal(4, FalseDiscoveryRate.Adjust(p).Count(q => q <= 0.05));
        Assert.True(double.IsNaN(FalseDiscoveryRate.Adjust([0.01, double.NaN])[1]));
        Assert.Equal(0.01, FalseDiscoveryRate.Adjust([0.01, double.NaN])[0]);
    }
}
