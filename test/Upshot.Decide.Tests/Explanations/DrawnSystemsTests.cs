using Upshot.Decide.Explanations;
using Upshot.Decide.Retiming;
using Upshot.Yardsticks.Causes;

namespace Upshot.Decide.Tests.Explanations;

/// <summary>The short form of the yardstick: a few drawn systems for each kind of cause; the yardstick holds the figure over many.</summary>
public class DrawnSystemsTests
{
    private const int Systems = 6;

    public static TheoryData<CauseKind> Kinds => [.. Enum.GetValues<CauseKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_first_cause_is_the_seeded_one(CauseKind kind)
    {
        var wrong = new List<string>();
        var seed = 0;
        for (var systems = 0; systems < Systems;)
        {
            if (SeededCase.Draw(++seed, kind, 500) is not { } drawn)
            {
                continue;
            }

            systems++;
            var explanation = Explanation.Between(drawn.Baseline, drawn.Candidate);
            var first = explanation.Causes.Count > 0 ? explanation.Causes[0] : null;
            if (first is null || first.Kind != kind || !first.Path.SequenceEqual(drawn.Path) || Math.Abs((first.Nanos / 1e6 / drawn.Millis) - 1) > 0.2)
            {
                wrong.Add($"seed {seed}, {drawn.Millis:0.0} ms at {string.Join(" > ", drawn.Path)}: {string.Join("; ", explanation.Causes.Select(c => $"{c.Kind} {c.Nanos / 1e6:0.0} ms {string.Join(" > ", c.Path)}"))}");
            }
            else if (kind is not (CauseKind.AsyncTail or CauseKind.Mix))
            {
                Assert.True(FixTest.IsPassed(FixTest.Explained(explanation, first, drawn.Candidate), first), $"seed {seed} does not pass the fix test");
            }
        }

        Assert.True(wrong.Count <= 1, string.Join('\n', wrong));
    }
}
