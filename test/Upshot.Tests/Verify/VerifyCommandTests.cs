using System.Diagnostics;
using Upshot.Tests.Running;

namespace Upshot.Tests.Verify;

public sealed class VerifyCommandTests
{
    [Fact]
    public async Task A_command_that_emits_what_the_plan_says_is_verified_and_its_output_passed_through()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify($"echo working; {plan.Emit}");
        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        Assert.StartsWith("working", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Verified: 1 span in 1 trace", ended.Output, StringComparison.Ordinal);
        Assert.Contains("1 of 1 signal and 1 of 1 attribute covered", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_problem_names_place_plan_line_and_remedy()
    {
        using var plan = new SmallPlan(outcome: "Declined");
        var ended = await plan.Verify(plan.Emit);
        Assert.Equal(2, ended.Code);
        Assert.Equal($"""
            error value-not-allowed: service shop, scope shop, span.shop.pay, attribute shop.outcome
              The attribute shop.outcome of shop.pay has the value 'Declined', which is not among ok, declined.
              declared in {plan.Folder}/signals/shop.yaml:5
              → Was 'declined' meant? Otherwise add the value to the members in the plan.

            Not verified: 1 problem in 1 span in 1 trace, 0 metric points and 0 log records of 1 service; 1 of 1 signal and 1 of 1 attribute covered.

            """.ReplaceLineEndings("\n"), ended.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_command_that_failed_is_never_green()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify($"{plan.Emit}; exit 9");
        Assert.Equal(1, ended.Code);
        Assert.Contains("failed with exit code 9", ended.Output, StringComparison.Ordinal);
        Assert.Contains("Not verified, because the command failed", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_not_enough_evidence()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify("true");
        Assert.Equal(3, ended.Code);
        Assert.Contains("error nothing-emitted", ended.Output, StringComparison.Ordinal);
        Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_is_told_where_to_send_and_soon()
    {
        using var plan = new SmallPlan();
        var ended = await UpshotProgram.Run(
            ["verify", "--plan", plan.Folder, "--", "sh", "-c", "echo \"$OTEL_EXPORTER_OTLP_PROTOCOL $OTEL_EXPORTER_OTLP_ENDPOINT $OTEL_BSP_SCHEDULE_DELAY $OTEL_METRIC_EXPORT_INTERVAL [$OTEL_EXPORTER_OTLP_HEADERS] [$OTEL_EXPORTER_OTLP_TRACES_ENDPOINT]\""],
            null,
            new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_HEADERS"] = "x=y", ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://elsewhere", ["OTEL_METRIC_EXPORT_INTERVAL"] = "300" });
        Assert.Matches(@"^http/protobuf http://127\.0\.0\.1:\d+ 200 300 \[\] \[\]", ended.Output);
    }

    [Fact]
    public async Task Nothing_is_left_running()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify($"{plan.Emit}; (sleep 300 & echo $! > {plan["pid"]}) ");
        Assert.Equal(0, ended.Code);
        var child = int.Parse(await File.ReadAllTextAsync(plan["pid"], TestContext.Current.CancellationToken));
        Assert.False(IsRunning(child), $"process {child} still runs");
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_ended_and_has_failed()
    {
        using var plan = new SmallPlan();
        var ended = await plan.Verify($"{plan.Emit}; sleep infinity", "--timeout", "2");
        Assert.Equal(1, ended.Code);
        Assert.Contains("did not end within the time limit", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_to_end_is_passed_on_and_what_was_emitted_is_judged()
    {
        using var plan = new SmallPlan();
        using var process = Process.Start(UpshotProgram.StartInfo(["verify", "--plan", plan.Folder, "--", "sh", "-c", $"trap 'exit 7' TERM; {plan.Emit}; echo ready; while true; do sleep 0.05; done"], new Dictionary<string, string>()))!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("failed with exit code 7", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_asks_twice_does_not_wait_for_a_command_that_will_not_end()
    {
        using var plan = new SmallPlan();
        using var process = Process.Start(UpshotProgram.StartInfo(["verify", "--plan", plan.Folder, "--", "sh", "-c", $"trap '' TERM; {plan.Emit}; echo ready; while true; do sleep 0.05; done"], new Dictionary<string, string>()))!;
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var clock = Stopwatch.StartNew();
        for (var asked = 0; asked < 2; asked++)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
        Assert.Contains("was told to stop, did not, and was killed", output, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task What_was_recorded_is_verified_again_without_the_command()
    {
        using var plan = new SmallPlan(outcome: "maybe");
        var first = await plan.Verify(plan.Emit, "--record", plan["run.otlp"]);
        var again = await UpshotProgram.Run("verify", "--plan", plan.Folder, "--from", plan["run.otlp"]);
        Assert.Equal((2, first.Output), (again.Code, again.Output));
    }

    [Fact]
    public async Task Every_mistake_of_the_call_is_told_at_once()
    {
        using var plan = new SmallPlan();
        var ended = await UpshotProgram.Run("verify", "--plan", plan.Folder, "--update-ratchet", "--report", "pdf=x", "--report", $"json={plan["nowhere/x"]}", "--record", plan.Folder, "--expect", "nothing", "--timeout", "-1");
        Assert.Equal(1, ended.Code);
        Assert.Equal(7, ended.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("Give either a command after -- or a recording with --from", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_or_a_plan_that_is_not_there_is_a_misuse()
    {
        using var plan = new SmallPlan();
        var ended = await UpshotProgram.Run("verify", "--plan", plan.Folder, "--", "no-such-program");
        Assert.Equal(1, ended.Code);
        Assert.Contains("'no-such-program' cannot be started", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no upshot.yaml", (await UpshotProgram.Run("verify", "--plan", plan["nowhere"], "--", "true")).Errors, StringComparison.Ordinal);
    }

    private static bool IsRunning(int process) =>
        File.Exists($"/proc/{process}/stat") && File.ReadAllText($"/proc/{process}/stat").Split(") ")[1][0] is not ('Z' or 'X');
}
