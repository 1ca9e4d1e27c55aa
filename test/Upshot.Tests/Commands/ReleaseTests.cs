using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>Status, releases, comparisons and explanations, against telemetry that came in over OTLP.</summary>
public sealed class ReleaseTests(TwoReleases releases)
{
    [Fact]
    public async Task Status_counts_both_releases_and_says_that_the_budget_is_spent()
    {
        var ended = await releases.Ask("status", "--format", "json");

        Assert.Equal((2, ""), (ended.Code, ended.Errors));
        var objective = JsonDocument.Parse(ended.Output).RootElement.GetProperty("objectives")[0];
        Assert.Equal(("cart-fast", "exhausted"), (objective.GetProperty("objective").GetString(), objective.GetProperty("state").GetString()));
        Assert.Equal((360, 720), (objective.GetProperty("good").GetInt32(), objective.GetProperty("total").GetInt32()));
        var text = await releases.Ask("status");
        Assert.Equal(2, text.Code);
        Assert.Contains("cart-fast", text.Output);
    }

    [Fact]
    public async Task A_release_that_makes_every_request_slower_is_judged_regressed()
    {
        var ended = await releases.Ask("compare", "1.0", "1.1", "--format", "json");

        Assert.Equal((2, ""), (ended.Code, ended.Errors));
        var verdict = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal("regressed", verdict.GetProperty("verdict").GetString());
        var median = verdict.GetProperty("measures").EnumerateArray().Single(m => m.GetProperty("measure").GetString() == "latency_p50");
        Assert.Equal("regressed", median.GetProperty("verdict").GetString());
        Assert.Equal(TwoReleases.Instances, median.GetProperty("candidateReplicates").GetInt32());

        // Self time 25 ms, the database 25 against 85: 110 / 50.
        var ratio = median.GetProperty("ratio");
        Assert.InRange(ratio.GetProperty("value").GetDouble(), 2.1, 2.3);
        Assert.True(ratio.GetProperty("low").GetDouble() < 2.2 && ratio.GetProperty("high").GetDouble() > 2.2, ended.Output);
    }

    [Fact]
    public async Task The_explanation_puts_the_whole_difference_on_the_path_to_the_database()
    {
        var ended = await releases.Ask("explain", "1.0", "1.1", "--operation", "cart", "--format", "json");

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        var explanation = JsonDocument.Parse(ended.Output).RootElement;
        var paths = explanation.GetProperty("paths").EnumerateArray().ToList();
        Assert.Equal(explanation.GetProperty("differenceMillis").GetDouble(), paths.Sum(p => p.GetProperty("differenceMillis").GetDouble()), 6);
        var database = paths.Single(p => p.GetProperty("depth").GetInt32() == 1);
        Assert.InRange(database.GetProperty("differenceMillis").GetDouble(), 58, 62);
        Assert.Contains("SELECT cart", database.GetProperty("path").EnumerateArray().Last().GetString());
    }

    [Fact]
    public async Task An_announced_release_is_listed_beside_those_that_were_seen()
    {
        var started = await releases.Ask("release", "start", "2.0", "--commit", "abc123", "--environment", "test");
        Assert.Equal((0, ""), (started.Code, started.Errors));
        Assert.Matches(@"^Release 2\.0 started at .*, commit abc123, plan [0-9a-f]+", started.Output);

        var listed = await releases.Ask("release", "list", "--format", "json");

        var byVersion = JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().ToDictionary(r => r.GetProperty("version").GetString()!);
        Assert.Equal((360, JsonValueKind.Null), (byVersion["1.0"].GetProperty("requests").GetInt32(), byVersion["1.0"].GetProperty("startedAt").ValueKind));
        Assert.Equal(("abc123", "test", JsonValueKind.Null), (byVersion["2.0"].GetProperty("commit").GetString(), byVersion["2.0"].GetProperty("environment").GetString(), byVersion["2.0"].GetProperty("firstSeen").ValueKind));
    }

    [Fact]
    public async Task An_announced_release_without_traffic_is_no_mistake_whatever_it_is_held_against()
    {
        Assert.Equal(0, (await releases.Ask("release", "start", "77.0")).Code);

        foreach (var baseline in new[] { "1.0", "0.9" })
        {
            var ended = await releases.Ask("compare", baseline, "77.0");
            Assert.Equal((3, ""), (ended.Code, ended.Errors));
            Assert.Contains("77.0: no request that an operation of the plan counts was seen since it was announced", ended.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("compare 1.0 9.9", "No request of version \"9.9\" was seen. Versions seen: ")]
    [InlineData("compare 1.0 1.1 --operation nothing", "There is no operation \"nothing\". The plan has: cart.")]
    [InlineData("explain 1.0 1.1 --operation cart --environment nowhere", "There is no trace of cart from version \"1.0\" in the environment \"nowhere\".")]
    [InlineData("explain 1.0 1.1 --operation cart --since 2026-01-01 --until 2026-01-02", "There is no trace of cart from version \"1.0\" in that time.")]
    [InlineData("explain 1.0 9.9 --operation cart", "There is no trace of cart from version \"9.9\".")]
    public async Task A_question_about_what_is_not_there_is_answered_with_what_is(string command, string answer)
    {
        var ended = await releases.Ask(command.Split(' '));

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.StartsWith(answer, ended.Errors);
    }
}
