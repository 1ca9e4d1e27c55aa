using Upshot.Verdicts;

namespace Upshot.Decide.Tests.Comparison.Versions;

/// <summary>The short form of bench/Verdicts: a few dozen seeded runs of each situation, held to its bar within three binomial errors.</summary>
public class SituationTests
{
    public static TheoryData<string> Names => [.. Situations.All().Where(s => s.Weight <= 3).Select(s => $"{s.Group}: {s.Name}").Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_verdict_holds_where_teams_deploy(string name)
    {
        var situation = Situations.All().First(s => $"{s.Group}: {s.Name}" == name);
        var measured = situation.Measure(40, 1);
        Assert.True(measured.Holds(3), $"{name}: {measured.Share:0.000}, bar {situation.Bound}");
    }
}
