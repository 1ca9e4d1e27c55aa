using System.Text.Json;
using Upshot.Decide.Verification;
using Upshot.Reports;

namespace Upshot.Verify.Reports;

/// <summary>One JSON object; its shape is described in docs/verify.md.</summary>
internal static class JsonReport
{
    public static void Write(VerifyReport report, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("verified", report.ExitCode == ExitCode.Yes);
        json.WriteNumber("exitCode", report.ExitCode);
        json.WriteString("verdict", report.Verdict);
        json.WriteStartObject("plan");
        json.WriteString("product", report.Plan.Product);
        json.WriteString("digest", report.Plan.Digest);
        json.WriteEndObject();
        WriteCommand(report.Command, json);
        WriteCounts(report.Result.Counts, json);
        json.WriteStartArray("problems");
        foreach (var problem in ReportedProblem.All(report))
        {
            WriteProblem(problem, json);
        }

        json.WriteEndArray();
        json.WriteStartArray("suppressed");
        foreach (var problem in report.Result.Suppressed)
        {
            json.WriteStartObject();
            json.WriteString("check", problem.Check);
            WriteWhere(problem.Where, json);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCoverage(report.Result.Coverage, json);
        if (report.Mutation is { } mutation)
        {
            WriteMutation(mutation, json);
        }

        json.WriteEndObject();
    }));

    private static void WriteCommand(CommandOutcome? command, Utf8JsonWriter json)
    {
        if (command is null)
        {
            return;
        }

        json.WriteStartObject("command");
        json.WriteString("line", command.Command);
        if (command.ExitCode is { } code)
        {
            json.WriteNumber("exitCode", code);
        }

        json.WriteBoolean("timedOut", command.TimedOut);
        json.WriteBoolean("interrupted", command.Interrupted);
        json.WriteNumber("seconds", Math.Round(command.Took.TotalSeconds, 3));
        json.WriteEndObject();
    }

    private static void WriteCounts(CapturedCounts counts, Utf8JsonWriter json)
    {
        json.WriteStartObject("seen");
        json.WriteNumber("services", counts.Services);
        json.WriteNumber("traces", counts.Traces);
        json.WriteNumber("spans", counts.Spans);
        json.WriteNumber("metricPoints", counts.MetricPoints);
        json.WriteNumber("logRecords", counts.Logs);
        json.WriteNumber("bytes", counts.Bytes);
        json.WriteEndObject();
    }

    private static void WriteProblem(ReportedProblem reported, Utf8JsonWriter json)
    {
        var finding = reported.Finding;
        json.WriteStartObject();
        json.WriteString("check", finding.Rule);
        json.WriteLevel(finding);
        WriteWhere(reported.Problem.Where, json);
        json.WriteAdvice(finding);
        json.WriteString("evidence", finding.Evidence);
        json.WriteNumber("count", finding.Count);
        if (finding.HasPlace)
        {
            json.WritePlace(finding);
        }

        json.WriteEndObject();
    }

    private static void WriteWhere(TelemetryLocation where, Utf8JsonWriter json)
    {
        json.WriteString("service", where.Service);
        json.WriteString("scope", where.Scope);
        json.WriteString("signal", where.Signal);
        json.WriteString("attribute", where.Attribute);
    }

    private static void WriteCoverage(Coverage coverage, Utf8JsonWriter json)
    {
        json.WriteStartArray("coverage");
        foreach (var signal in coverage.Signals)
        {
            json.WriteStartObject();
            json.WriteString("signal", signal.Signal);
            json.WriteNumber("seen", signal.Seen);
            json.WriteStartArray("attributes");
            foreach (var attribute in signal.Attributes)
            {
                json.WriteStartObject();
                json.WriteString("attribute", attribute.Attribute);
                json.WriteNumber("seen", attribute.Seen);
                json.WriteNumber("values", attribute.Values);
                json.WriteStartArray("neverSeen");
                attribute.NeverSeen.ToList().ForEach(json.WriteStringValue);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMutation(MutationResult mutation, Utf8JsonWriter json)
    {
        json.WriteStartObject("mutation");
        json.WriteNumber("total", mutation.Total);
        json.WriteNumber("killed", mutation.Killed);
        json.WriteStartArray("mutants");
        foreach (var (mutant, killedBy) in mutation.Mutants)
        {
            json.WriteStartObject();
            json.WriteString("kind", mutant.Kind);
            json.WriteString("what", mutant.What);
            json.WriteString("killedBy", killedBy);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
