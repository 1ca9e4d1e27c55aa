using Upshot.Decide.Ledgers;
using Upshot.Decide.Scorecards;

namespace Upshot.Decide.Tests.Ledgers;

public class LedgerScoreTests
{
    // By hand: 3 hits at 0.9, 0.8, 0.6 and a miss at 0.9: (0.01 + 0.04 + 0.16 + 0.81) / 4.
    [Fact]
    public void Scores_are_those_that_a_hand_reckons()
    {
        var score = LedgerScore.Of("shop", [Said(0.9, Prediction.Hit), Said(0.8, Prediction.Hit), Said(0.6, Prediction.Hit), Said(0.9, Prediction.Miss, actual: 0.1), Said(0.5, Prediction.Open)]);

        Assert.Equal(("shop", 5, 3, 1, 1), (score.Name, score.Predictions, score.Hits, score.Misses, score.Open));
        Assert.Equal(0.255, score.Brier, 1e-12);
        Assert.Equal(0.75, score.Coverage, 1e-12);
        Assert.Equal(0.8, score.Confidence, 1e-12);
    }

    [Fact]
    public void Of_nothing_that_came_out_nothing_is_known()
    {
        var score = LedgerScore.Of("shop", [Said(0.9, Prediction.Open)]);
        Assert.Equal((1, double.NaN, double.NaN), (score.Open, score.Brier, score.Coverage));
    }

    [Fact]
    public void Fifty_seeded_releases_declared_at_ninety_per_cent_equal_what_a_loop_adds_up()
    {
        var chance = new Random(50);
        var (hits, misses, brier, inside, product) = (0, 0, 0.0, 0, 1.0);
        var predictions = new List<LedgerPrediction>();
        for (var i = 0; i < 50; i++)
        {
            var actual = -0.5 + chance.NextDouble();
            var prediction = (Prediction)chance.Next(3);
            predictions.Add(Said(0.9, prediction, actual, isImproved: i % 5 == 0));
            hits += prediction == Prediction.Hit ? 1 : 0;
            misses += prediction == Prediction.Miss ? 1 : 0;
            brier += prediction switch { Prediction.Hit => 0.1 * 0.1, Prediction.Miss => 0.9 * 0.9, _ => 0 };
            inside += prediction != Prediction.Open && actual is >= -0.3 and <= -0.1 ? 1 : 0;
            product *= i % 5 == 0 ? 1 + actual : 1;
        }

        var score = LedgerScore.Of("all", predictions);
        Assert.Equal((hits, misses, 50 - hits - misses), (score.Hits, score.Misses, score.Open));
        Assert.Equal(brier / (hits + misses), score.Brier, 1e-12);
        Assert.Equal((double)inside / (hits + misses), score.Coverage, 1e-12);
        var sum = Assert.Single(VerifiedImprovement.Of(predictions));
        Assert.Equal((10, product - 1), (sum.Releases, sum.Change));
    }

    private static LedgerPrediction Said(double confidence, Prediction prediction, double actual = -0.2, bool isImproved = false) =>
        new("1.1", "shop", "plan", "checkout", "latency_p50", -0.3, -0.1, confidence, actual, actual - 0.05, actual + 0.05, 100, 100 * (1 + actual), prediction, isImproved);
}
