using System.ComponentModel;
using Upshot.Client;
using Upshot.Decide.Verification;
using Upshot.Evidence;
using Upshot.Observe.Stores.Recordings;
using Upshot.Plan;
using Upshot.Plan.Read;

namespace Upshot.Verify;

/// <summary>From a request to a report: telemetry from a command or a file, held against the plan.</summary>
internal static class VerifyRun
{
    /// <summary>Everything that a run needs, checked before anything is started.</summary>
    private sealed record Prepared(ProductPlan Plan, VerificationOptions Options, IReadOnlyList<ReportFile> Reports, string SuppressionPath);

    public static async Task<int> Run(VerifyRequest request, TextWriter output, TextWriter error, TimeProvider time, CancellationToken stop)
    {
        try
        {
            var mistakes = new List<string>();
            var prepared = Prepare(request, time, mistakes);
            if (mistakes.Count > 0)
            {
                mistakes.ForEach(error.WriteLine);
                return ExitCode.Failed;
            }

            var (captured, outcome) = await Collect(request, time, stop);
            var report = Judge(request, prepared, captured, outcome);
            foreach (var file in prepared.Reports)
            {
                ReportFormats.Write(file, report);
            }

            ReportFormats.Write(request.Format, report, output, Terminal.ShowsColor(output));
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

    private static Prepared Prepare(VerifyRequest request, TimeProvider time, List<string> mistakes)
    {
        if (request.From is null == (request.Command.Count == 0))
        {
            mistakes.Add("Give either a command after -- or a recording with --from: upshot verify --plan plan -- npm test");
        }

        if (request.From is not null && request.Record is not null)
        {
            mistakes.Add("--record keeps what a command emits; a recording is one already.");
        }

        if (request.UpdateRatchet && request.Ratchet is null)
        {
            mistakes.Add("--update-ratchet needs the file: --ratchet telemetry-coverage.json");
        }

        if (!(request.Timeout > TimeSpan.Zero && request.Timeout <= TimeSpan.FromDays(1)))
        {
            mistakes.Add($"--timeout is {request.Timeout.TotalSeconds:0.###}; it takes seconds, above 0 and up to a day.");
        }

        if (request.MaxBytes is <= 0 or > 2_000_000_000)
        {
            mistakes.Add($"--max-megabytes is {request.MaxBytes / 1_000_000}; it takes a number from 1 to 2000.");
        }

        var reports = request.Reports.Select(text => ReportFormats.Parse(text, mistakes)).OfType<ReportFile>().ToList();
        // A run may take minutes, and cannot be had again.
        (string Option, string Path)[] files = [.. reports.Select(r => ("--report", r.Path)), ("--record", request.Record?.ToString() ?? ""), ("--ratchet", request.UpdateRatchet ? request.Ratchet?.ToString() ?? "" : "")];
        mistakes.AddRange(files.Where(f => f.Path.Length > 0).Select(f => WhyNotWritable(f.Path) is { } why ? $"{f.Option} {f.Path}: {why}" : null).OfType<string>());
        var (plan, problem) = PlanFolderReader.Read(request.Plan);
        if (problem is not null)
        {
            mistakes.Add(problem);
            return new(plan, new(), reports, "");
        }

        foreach (var name in request.Expected.Where(name => plan.Operations.All(o => o.Name != name) && plan.Signals.All(s => s.Id != name && s.Name != name)))
        {
            mistakes.Add($"--expect has '{name}', which is neither an operation nor a signal of the plan.");
        }

        var (suppressions, path) = Suppressions(request, mistakes);
        return new(
            plan,
            new()
            {
                Exact = request.Exact,
                Expected = request.Expected,
                IsRecording = request.From is not null,
                Suppressions = suppressions,
                Today = time.GetUtcNow().UtcDateTime.Date,
                Ratchet = request.UpdateRatchet || request.Ratchet is null ? null : Ratchet(request.Ratchet, mistakes),
            },
            reports,
            path);
    }

    private static string? WhyNotWritable(string path)
    {
        // What is there already may be a pipe, which would wait for its reader.
        if (File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{e.Message} Name a file in a folder that is there and can be written to.";
        }
    }

    private static CoverageRatchet? Ratchet(FileInfo file, List<string> mistakes)
    {
        var ratchet = RatchetFile.Read(file);
        if (ratchet is null)
        {
            mistakes.Add($"{file}: there is no such file. Write it with --update-ratchet.");
        }

        return ratchet;
    }

    private static (IReadOnlyList<Suppression> Suppressions, string Path) Suppressions(VerifyRequest request, List<string> mistakes)
    {
        var path = request.Suppressions?.ToString() ?? Path.Combine(request.Plan, SuppressionFile.Name);
        if (request.Suppressions is null && !File.Exists(path))
        {
            return ([], "");
        }

        var file = request.Suppressions is null ? SuppressionFile.Name : path;
        var (suppressions, problems) = SuppressionFile.Read(new(file, File.ReadAllText(path)), [.. Checks.Infos.Select(c => c.Id)]);
        mistakes.AddRange(problems.Where(p => p.Severity == Severity.Error).Select(p => $"{path}:{p.Location.Line}:{p.Location.Column}: {p.Message} {p.Remedy}"));
        return (suppressions, file == path ? path : "");
    }

    private static async Task<(CapturedTelemetry Captured, CommandOutcome? Outcome)> Collect(VerifyRequest request, TimeProvider time, CancellationToken stop)
    {
        if (request.From is { } file)
        {
            return (Recording.Decode(Recording.Read(file.FullName)).Captured(), null);
        }

        await using var receiver = await PrivateReceiver.Start(request.MaxBytes, time);
        var environment = TelemetryEnvironment.For(receiver.Http, receiver.Grpc, Environment.GetEnvironmentVariable);
        var outcome = await CommandRun.Run(request.Command, environment, request.Timeout, outputToErrors: request.Format != "text", time, stop);
        var (requests, refused, isCut) = await receiver.Stop();
        if (request.Record is { } record)
        {
            Recording.Write(record.FullName, requests);
        }

        var reader = Recording.Decode(requests);
        reader.IsCut = isCut;
        return (reader.Captured() with { Refused = refused }, outcome);
    }

    private static VerifyReport Judge(VerifyRequest request, Prepared prepared, CapturedTelemetry captured, CommandOutcome? outcome)
    {
        var result = TelemetryVerification.Verify(prepared.Plan, captured, prepared.Options);
        if (request is { UpdateRatchet: true, Ratchet: { } ratchet } && outcome is not { Failed: true })
        {
            RatchetFile.Write(ratchet, CoverageRatchet.Of(result.Coverage));
        }

        return new(request.Plan, prepared.Plan, result, outcome)
        {
            Captured = captured,
            Suppressions = prepared.SuppressionPath,
            Rises = [.. prepared.Options.Ratchet?.Rises(result.Coverage) ?? []],
            Mutation = request.Mutate && !captured.IsEmpty ? MutationTesting.Run(prepared.Plan, captured, prepared.Options) : null,
        };
    }
}
