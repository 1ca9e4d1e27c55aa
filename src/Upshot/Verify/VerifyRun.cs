using System.ComponentModel;
using Upshot.Client;
using Upshot.Commands;
using Upshot.Decide.Verification;
using Upshot.Observe.Receive.Emitted;
using Upshot.Plan;
using Upshot.Plan.Evidence;

namespace Upshot.Verify;

/// <summary>From a request to a report: telemetry from a command or a file, held against the plan.</summary>
internal static class VerifyRun
{
    public static async Task<int> Run(VerifyRequest request, TextWriter output, TextWriter error, TimeProvider time, CancellationToken stop)
    {
        var mistakes = new List<string>();
        var plan = Prepare(request, mistakes);
        if (mistakes.Count > 0)
        {
            mistakes.ForEach(error.WriteLine);
            return ExitCode.Failed;
        }

        try
        {
            var (emission, outcome) = await Collect(request, time, stop);
            var options = new VerificationOptions
            {
                Exact = request.Exact,
                Expected = request.Expected,
                Today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime),
            };
            var report = new VerifyReport(request.Plan, plan, EmissionVerification.Verify(plan, emission, options), outcome);
            ReportFormats.Write(request.Format, report, output, UsesColor(output));
            return report.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine(e.Message);
            return ExitCode.Failed;
        }
        catch (Win32Exception e)
        {
            error.WriteLine($"'{request.Command[0]}' cannot be started: {e.Message}. Name a program that is on the PATH, or its path.");
            return ExitCode.Failed;
        }
    }

    private static ProductPlan Prepare(VerifyRequest request, List<string> mistakes)
    {
        if (request.From is null == (request.Command.Count == 0))
        {
            mistakes.Add("Give either a command after -- or a recording with --from: upshot verify --plan plan -- npm test");
        }

        if (request.From is not null && request.Record is not null)
        {
            mistakes.Add("--record keeps what a command emits; a recording is one already.");
        }

        var (plan, problem) = PlanFolderReader.Read(request.Plan);
        if (problem is not null)
        {
            mistakes.Add(problem);
            return plan;
        }

        foreach (var name in request.Expected.Where(name => plan.Operations.All(o => o.Name != name) && plan.Signals.All(s => s.Id != name && s.Name != name)))
        {
            mistakes.Add($"--expect has '{name}', which is no operation and no signal of the plan.");
        }

        return plan;
    }

    private static async Task<(Emission Emission, CommandOutcome? Outcome)> Collect(VerifyRequest request, TimeProvider time, CancellationToken stop)
    {
        if (request.From is { } file)
        {
            return (Recording.Decode(Recording.Read(file.FullName)).Emission(), null);
        }

        await using var receiver = await PrivateReceiver.Start(request.MaxBytes, time);
        var environment = TelemetryEnvironment.For(receiver.Http, receiver.Grpc, Environment.GetEnvironmentVariable);
        var outcome = await CommandRun.Run(request.Command, environment, request.Timeout, outputToErrors: request.Format != "text", stop);
        var (requests, isCut) = await receiver.Stop();
        if (request.Record is { } record)
        {
            Recording.Write(record.FullName, requests);
        }

        var reader = Recording.Decode(requests);
        reader.IsCut = isCut;
        return (reader.Emission(), outcome);
    }

    private static bool UsesColor(TextWriter output) =>
        output == Console.Out && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
}
