using System.Text.Json;
using Upshot.Tests.Running;

namespace Upshot.Tests.Commands;

/// <summary>Comparisons of releases in the deployments that teams have.</summary>
public sealed class CompareTests(Deployments deployments)
{
    [Fact]
    public async Task A_service_is_judged_by_its_own_operations_against_its_own_versions()
    {
        var (code, verdict, errors) = await deployments.Compare("8.0.0", "8.1.0");

        Assert.Equal((2, ""), (code, errors));
        Assert.Equal("regressed", Text(verdict, "verdict"));
        var operation = Assert.Single(verdict.GetProperty("operations").EnumerateArray());
        Assert.Equal(("payment", "pay", "8.0.0", "sideBySide"), (Text(operation, "service"), Text(operation, "operation"), Text(operation, "baseline"), Text(operation, "design")));
        Assert.All(verdict.GetProperty("measures").EnumerateArray(), m => Assert.Equal("pay", Text(m, "operation")));
        Assert.Equal((720, 720, 4), (Measure(verdict, "latency_p50").GetProperty("baselineRequests").GetInt32(), Measure(verdict, "latency_p50").GetProperty("candidateRequests").GetInt32(), Measure(verdict, "latency_p50").GetProperty("candidateReplicates").GetInt32()));
    }

    [Fact]
    public async Task A_version_of_another_service_is_no_baseline()
    {
        var (code, _, errors) = await deployments.Compare("7.0.4", "8.1.0");

        Assert.Equal(1, code);
        Assert.StartsWith("7.0.4 is a version of catalog, and 8.1.0 one of payment, which ran 8.0.0 besides.", errors);
    }

    [Fact]
    public async Task A_version_that_ran_again_after_a_rollback_counts_with_all_its_lives()
    {
        var (code, verdict, _) = await deployments.Compare("7.1.0", "7.2.0");

        Assert.Equal((3, "inconclusive", "confoundedWithTime"), (code, Text(verdict, "verdict"), Text(verdict, "reason")));
        Assert.Equal("oneAfterTheOther", Text(verdict.GetProperty("operations")[0], "design"));
        Assert.Equal(720, Measure(verdict, "latency_p50").GetProperty("baselineRequests").GetInt32());
        Assert.Equal(("inconclusive", "notJudged"), (Text(Measure(verdict, "throughput"), "verdict"), Text(Measure(verdict, "throughput"), "reason")));
        Assert.Contains("share of the requests", verdict.GetProperty("operations")[0].GetProperty("notes")[0].GetString());
    }

    [Fact]
    public async Task Processes_that_nobody_can_tell_apart_give_no_more_than_inconclusive()
    {
        var (code, verdict, _) = await deployments.Compare("1.0", "1.1", "--service", "mailer");

        Assert.Equal((3, "noProcessIdentity"), (code, Text(verdict, "reason")));
        Assert.Contains("Set service.instance.id.", verdict.GetProperty("operations")[0].GetProperty("notes").EnumerateArray().Last().GetString());
    }

    [Fact]
    public async Task Pods_and_process_ids_tell_processes_apart()
    {
        var (code, verdict, _) = await deployments.Compare("2.0", "2.1", "--service", "mailer");

        Assert.Equal((2, "regressed"), (code, Text(verdict, "verdict")));
        Assert.Equal((4, 4), (Measure(verdict, "latency_p50").GetProperty("baselineReplicates").GetInt32(), Measure(verdict, "latency_p50").GetProperty("candidateReplicates").GetInt32()));
    }

    [Fact]
    public async Task An_environment_is_never_mixed_with_another()
    {
        var (_, chosen, _) = await deployments.Compare("1.0", "1.1", "--service", "shipping");
        Assert.Equal("production", Text(chosen, "environment"));
        Assert.Equal(720, Measure(chosen, "latency_p50").GetProperty("candidateRequests").GetInt32());
        Assert.Contains("Choose with --environment.", chosen.GetProperty("notes")[0].GetString());

        var (code, alone, _) = await deployments.Compare("1.0", "1.1", "--service", "shipping", "--environment", "test");
        Assert.Equal((3, "noTraffic"), (code, Text(alone, "reason")));
    }

    [Fact]
    public async Task Other_customers_are_no_regression_where_the_plan_says_what_tells_them()
    {
        var (code, verdict, errors) = await deployments.Compare("1.0", "1.1", "--service", "orders");

        Assert.Equal((3, ""), (code, errors));
        Assert.Contains("Requests are of 2 kinds (by route and customer.tier); both versions are told at the baseline's mix of them.", Notes(verdict));
        var mean = Measure(verdict, "latency_mean");
        Assert.InRange(mean.GetProperty("ratio").GetProperty("value").GetDouble(), 0.95, 1.05);
        // (0.4 + 0.6 × 5) / (0.8 + 0.2 × 5) = 1.89.
        Assert.InRange(mean.GetProperty("mixEffect").GetDouble(), 0.8, 1);
        Assert.InRange(mean.GetProperty("asServed").GetDouble(), 0.8, 1);
        Assert.Matches("at the baseline's mix of requests; as served \\+[0-9.]+ %, of which the mix alone made \\+[0-9.]+ %", Text(mean, "sentence"));
    }

    [Fact]
    public async Task What_the_code_did_is_found_beside_what_other_customers_did()
    {
        var (code, verdict, _) = await deployments.Compare("1.0", "1.2", "--service", "orders");

        Assert.Equal((2, "regressed"), (code, Text(verdict, "verdict")));
        Assert.InRange(Measure(verdict, "latency_mean").GetProperty("ratio").GetProperty("value").GetDouble(), 1.4, 1.6);
    }

    [Theory]
    [InlineData("on", "off")]
    [InlineData("off", "on")]
    public async Task A_flag_is_an_experiment(string first, string second)
    {
        var (code, verdict, errors) = await deployments.Compare("--flag", "new-shelf", first, second);

        Assert.Equal((2, ""), (code, errors));
        Assert.Equal(("off", "on", "flag"), (Text(verdict, "baseline"), Text(verdict, "candidate"), Text(verdict.GetProperty("operations")[0], "design")));
        var median = Measure(verdict, "latency_p50");
        Assert.InRange(median.GetProperty("ratio").GetProperty("value").GetDouble(), 1.4, 1.6);
        Assert.Equal((180, 180), (median.GetProperty("baselineRequests").GetInt32(), median.GetProperty("candidateRequests").GetInt32()));
    }

    [Fact]
    public async Task Only_some_of_the_time_counts_where_somebody_says_so()
    {
        var (_, verdict, _) = await deployments.Compare("8.0.0", "8.1.0", "--until", Deployments.Start.AddMinutes(15).ToString("O"));
        Assert.InRange(Measure(verdict, "latency_p50").GetProperty("candidateRequests").GetInt32(), 250, 470);
        Assert.Equal((3, "noTraffic"), await deployments.Compare("8.0.0", "8.1.0", "--since", "1h") is var (code, later, _) ? (code, Text(later, "reason")) : default);
    }

    [Theory]
    [InlineData("compare 8.1.0 8.1.0", "A version is not compared with itself: both are \"8.1.0\".")]
    [InlineData("compare 8.0.0 8.1.0 --since yesterday", "since \"yesterday\" is no moment. Write 2026-03-10T09:00Z, or how long ago: 30m, 2h, 7d.")]
    [InlineData("compare 8.0.0 8.1.0 --margin 2", "margin \"2\" is not a share between 0 and 10. Write it like 2% or 0.02.")]
    [InlineData("compare 8.0.0 8.1.0 --environment moon", "No request in the environment \"moon\" was seen.")]
    [InlineData("compare --flag moon on off", "No request evaluated the flag \"moon\".")]
    [InlineData("compare --flag new-shelf left right", "No operation saw both left and right of \"new-shelf\". Variants seen: off, on.")]
    [InlineData("compare 8.0.0 8.1.0 --service moon", "No request of service \"moon\" was seen.")]
    public async Task What_cannot_be_asked_is_said_with_a_remedy(string command, string answer)
    {
        var ended = await deployments.Ask(command.Split(' '));

        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.StartsWith(answer, ended.Errors);
    }

    [Fact]
    public async Task A_release_that_was_announced_and_has_no_request_is_no_mistake()
    {
        await deployments.Ask("release", "start", "77.0");
        var (code, verdict, errors) = await deployments.Compare("8.0.0", "77.0");

        Assert.Equal((3, "", "noTraffic"), (code, errors, Text(verdict, "reason")));
        Assert.StartsWith("77.0: no request that an operation of the plan counts was seen since it was announced at ", Text(verdict, "sentence"));
    }

    private static IEnumerable<string?> Notes(JsonElement verdict) => verdict.GetProperty("operations")[0].GetProperty("notes").EnumerateArray().Select(n => n.GetString());

    private static JsonElement Measure(JsonElement verdict, string name) => verdict.GetProperty("measures").EnumerateArray().Single(m => Text(m, "measure") == name);

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
