using System.CommandLine;
using System.Globalization;
using Upshot.Decide;
using Upshot.Decide.ServiceGraphs;

namespace Upshot.Commands;

/// <summary><c>upshot explain graph</c>: which service makes another slow or fail.</summary>
internal static class ExplainGraphCommand
{
    public static Command Create()
    {
        var graph = new Option<FileInfo>("--graph") { Description = "Who calls whom: CSV rows of caller,callee, or a matrix of callers and callees.", Required = true };
        var baseline = new Option<FileInfo>("--baseline") { Description = "Metrics of usual times: CSV rows of time,node,metric,statistic,value.", Required = true };
        var window = new Option<FileInfo>("--window") { Description = "Metrics of the time to explain, in the same form.", Required = true };
        var target = new Option<string>("--target") { Description = "The service that users see.", Required = true };
        var format = FileFormat.Option();
        var command = new Command("graph", "Show which service makes another slow or fail; nothing when nothing is wrong.") { graph, baseline, window, target, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            // All files are read before anything is said, so that all problems come at once.
            var calls = FileAnswer.Read(parsed.GetRequiredValue(graph), error, (bytes, name, problems) => CallGraph.Read(bytes, name, problems));
            var usual = FileAnswer.Read(parsed.GetRequiredValue(baseline), error, (bytes, name, problems) => ServiceMetricsFile.Read(bytes, name, problems));
            var bad = FileAnswer.Read(parsed.GetRequiredValue(window), error, (bytes, name, problems) => ServiceMetricsFile.Read(bytes, name, problems));
            if (calls is null || usual is null || bad is null || !Knows(parsed.GetRequiredValue(target), [(parsed.GetRequiredValue(baseline), usual), (parsed.GetRequiredValue(window), bad)], error))
            {
                return ExitCode.Failed;
            }

            var nodes = MassAttribution.Of(calls, usual, bad, parsed.GetRequiredValue(target));
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(nodes) : Text(nodes));
            return ExitCode.Yes;
        });
        return command;
    }

    private static bool Knows(string target, IReadOnlyList<(FileInfo File, ServiceMetrics Metrics)> files, TextWriter error)
    {
        List<FileProblem> problems = [];
        foreach (var (file, metrics) in files)
        {
            if (!metrics.Nodes.Contains(target))
            {
                problems.Add(new FileProblem($"{file}:1:1", $"There is no node \"{target}\".", $"It has {string.Join(", ", metrics.Nodes.Order(StringComparer.Ordinal).Take(20))}."));
            }

            if (metrics.Times.Count < 2)
            {
                problems.Add(new FileProblem($"{file}:2:1", "The metrics have one time.", "Give at least two."));
            }
        }

        UserFile.Report(problems, error);
        return problems.Count == 0;
    }

    private static string Json(IReadOnlyList<NodeExcess> nodes) => FileAnswer.Json(nodes, (writer, node) =>
    {
        writer.WriteString("node", node.Node);
        writer.WriteString("measure", Measure(node.Measure));
        writer.WriteKnown("excess", node.Excess);
        writer.WriteKnown("share", node.Share);
        writer.WriteKnown("deviations", node.Deviations);
    });

    private static string Text(IReadOnlyList<NodeExcess> nodes) => nodes.Count == 0
        ? "Nothing is out of the ordinary.\n"
        : string.Concat(nodes.Select(n => string.Create(
            CultureInfo.InvariantCulture, $"{n.Node}: own excess {n.Excess:G4} of {Measure(n.Measure)}, {100 * n.Share:0} % of what shows, {n.Deviations:0.0} standard deviations\n")));

    private static string Measure(ServiceMeasure measure) => measure == ServiceMeasure.Latency ? "latency" : "failures";
}
