using System.CommandLine;
using Upshot.Verify;

namespace Upshot.Commands;

/// <summary>Runs a command, or reads a recording, and holds everything that was emitted against the plan.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var plan = new Option<string?>("--plan") { Description = "The plan's folder. By default the current directory. [UPSHOT_PLAN]" };
        var from = new Option<FileInfo?>("--from") { Description = "Verify this recording instead of running a command." };
        var record = new Option<FileInfo?>("--record") { Description = "Keep the telemetry in this file, for --from." };
        var ratchet = new Option<FileInfo?>("--ratchet") { Description = "What is covered must not become less than this file says." };
        var update = new Option<bool>("--update-ratchet") { Description = "Rewrite the ratchet file from what this run covers." };
        var suppress = new Option<FileInfo?>("--suppress") { Description = "File of suppressions. By default verify.yaml in the plan's folder, if it is there." };
        var report = new Option<string[]>("--report") { Description = "Also write a report into a file, as FORMAT=FILE. May be given more than once." };
        var mutate = new Option<bool>("--mutate") { Description = "Plant defects into what was emitted, one at a time, and report those that no check finds." };
        var checks = new Option<bool>("--checks") { Description = "Print the checks as Markdown and verify nothing." };
        var timeout = new Option<double>("--timeout") { Description = "Seconds after which the command is ended and has failed.", DefaultValueFactory = _ => 600 };
        var maxBytes = new Option<int>("--max-megabytes") { Description = "Megabytes of telemetry that are kept at most.", DefaultValueFactory = _ => 256 };
        var exact = new Option<bool>("--exact") { Description = "Everything emitted must be declared, what libraries emit and plain log records too." };
        var expect = new Option<string[]>("--expect") { Description = "Only these operations and signals must be seen; by default all that the plan declares. May be given more than once." };
        var format = new Option<string>("--format") { Description = "How to print: text, json, junit, sarif, github, markdown or weaver (the report of its live-check).", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong([.. ReportFormats.Names]);
        var command = new Argument<string[]>("command") { Description = "The command and its arguments, after --.", Arity = ArgumentArity.ZeroOrMore };

        var verify = new Command("verify", "Prove in CI what an application emits: run a command, and check its telemetry against the plan.") { plan, from, record, ratchet, update, suppress, exact, expect, mutate, format, report, timeout, maxBytes, checks, command };
        verify.SetAction((parsed, stop) => parsed.GetValue(checks) ? PrintChecks(parsed.InvocationConfiguration.Output) : VerifyRun.Run(
            new VerifyRequest(parsed.GetValue(plan) ?? Environment.GetEnvironmentVariable("UPSHOT_PLAN") ?? ".", parsed.GetValue(command)!)
            {
                From = parsed.GetValue(from),
                Record = parsed.GetValue(record),
                Ratchet = parsed.GetValue(ratchet),
                UpdateRatchet = parsed.GetValue(update),
                Suppressions = parsed.GetValue(suppress),
                Reports = parsed.GetValue(report) ?? [],
                Mutate = parsed.GetValue(mutate),
                Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                MaxBytes = parsed.GetValue(maxBytes) * 1_000_000L,
                Exact = parsed.GetValue(exact),
                Expected = parsed.GetValue(expect) ?? [],
                Format = parsed.GetValue(format)!,
            },
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            TimeProvider.System,
            stop));
        return verify;
    }

    private static Task<int> PrintChecks(TextWriter output)
    {
        output.Write(ChecksPage.Write());
        return Task.FromResult(ExitCode.Yes);
    }
}
