using Upshot.Decide.Failures;
using Upshot.Evidence;

namespace Upshot.Decide.Tests.Failures;

public class FailureChangeTests
{
    // A version that fails 6.5 % of its requests, and only with a flag that one span deep inside says.
    [Fact]
    public void Failures_are_told_by_path_type_and_flag()
    {
        var change = FailureChange.Between(Traces(1, 800, 0), Traces(2, 800, 0.13));
        Assert.True(change.Rose);
        var mode = change.Modes[0];
        Assert.Equal(["[shop] checkout", "[pay] charge", "[pay] card"], mode.Path.Steps);
        Assert.Equal("CardDeclined", mode.Path.ErrorType);
        Assert.True(mode.IsNew);
        Assert.Equal("feature_flag.newpay", change.Contrasts[0].Where[0].Key);
        Assert.Equal("on", change.Contrasts[0].Where[0].Value);
        Assert.Contains("with feature_flag.newpay = on", change.Sentence("checkout"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_difference_there_is_nothing_to_tell()
    {
        Assert.False(FailureChange.Between(Traces(1, 500, 0), Traces(2, 500, 0)).IsShown);
        Assert.False(FailureChange.Between([], []).IsShown);
        Assert.Equal("", FailureChange.Between([], Traces(2, 50, 0)).Sentence("checkout"));
    }

    [Fact]
    public void A_failure_that_was_tried_again_and_worked_is_none()
    {
        var retried = new TraceEvidence("t", [Span("r", "", "shop", "checkout", false), Span("a", "r", "pay", "charge", true), Span("b", "r", "pay", "charge", false)]);
        Assert.Null(FailurePath.Of(retried));
    }

    [Fact]
    public void A_circle_of_failed_spans_ends() =>
        Assert.NotNull(FailurePath.Of(new TraceEvidence("t", [Span("a", "b", "x", "o", true), Span("b", "a", "y", "o", true)])));

    private static List<TraceEvidence> Traces(int seed, int count, double failing)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var on = random.Next(2) == 0;
            var fails = on && random.NextDouble() < failing;
            return new TraceEvidence($"{i}",
            [
                Span("r", "", "shop", "checkout", fails),
                Span("c", "r", "pay", "charge", fails),
                Span("d", "c", "pay", "card", fails) with
                {
                    Attributes = fails ? new Dictionary<string, string> { ["error.type"] = "CardDeclined", ["feature_flag.newpay"] = "on" } : new Dictionary<string, string> { ["feature_flag.newpay"] = on ? "on" : "off" },
                },
            ]);
        })];
    }

    private static SpanEvidence Span(string id, string parent, string service, string name, bool isError) => new(id, parent, service, name, "server", 0, 10, isError) { Version = "1.0", Instance = "p" };
}
