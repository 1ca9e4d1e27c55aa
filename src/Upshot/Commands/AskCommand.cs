using System.CommandLine;
using System.Globalization;
using Upshot.Answers;
using Upshot.Client;

namespace Upshot.Commands;

/// <summary><c>upshot ask latency|errors|cost</c>: the three questions, answered in sentences with their evidence.</summary>
internal static class AskCommand
{
    public static Command Create() => new("ask", "Ask what users experience: latency, errors, cost.")
    {
        Question("latency", "Are users experiencing latency? Which operation, on which path, with what in common.", "operation"),
        Question("errors", "Which feature makes errors spike? By path, type, flag, version, route and attribute.", "operation"),
        Question("cost", "How does what a service costs follow load? The exponent, and the load from which on it costs more.", "service"),
    };

    private static Command Question(string question, string description, string subject)
    {
        var of = new Option<string?>($"--{subject}") { Description = $"Only this {subject}. By default all." };
        var times = new TimeOptions();
        var format = ServerCommand.Format(ServerCommand.TextOrJson);
        var command = new Command(question, description) { of, format };
        times.AddTo(command);
        ServerCommand.SetAction(command, async (client, parsed, cancellation) =>
        {
            var answer = await client.GetAsync<AskAnswer>($"/api/v1/ask/{question}?{times.QueryOf(parsed)}{(parsed.GetValue(of) is { } chosen ? $"&of={Uri.EscapeDataString(chosen)}" : "")}", cancellation);
            Console.Out.WriteLine(parsed.GetValue(format) == "json" ? AnswerClient.ToText(answer) : TextOf(answer));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string TextOf(AskAnswer answer)
    {
        var lines = new List<string>();
        foreach (var finding in answer.Findings)
        {
            lines.Add(finding.Sentence);
            if (finding.Path.Count > 0)
            {
                lines.Add($"  path: {string.Join(" > ", finding.Path)}");
            }

            var numbers = new List<string> { $"evidence: {finding.Grade}" };
            if (finding.P is { } p)
            {
                numbers.Add(string.Create(CultureInfo.InvariantCulture, $"p {p:G2}"));
            }

            if (finding.Traces.Count > 0)
            {
                numbers.Add($"traces {string.Join(", ", finding.Traces)}");
            }

            lines.Add($"  {string.Join("; ", numbers)}");
        }

        return lines.Count == 0 ? answer.Sentence : string.Join('\n', lines);
    }
}
