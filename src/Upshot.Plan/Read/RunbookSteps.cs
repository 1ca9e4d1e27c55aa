using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>The fenced blocks of a runbook that can be run: those that begin with <c>```yaml check</c>, <c>action</c> or <c>verify</c>.</summary>
internal static class RunbookSteps
{
    /// <param name="firstLine">The line of the file on which the body begins.</param>
    public static IReadOnlyList<RunbookStep> Read(string file, string body, int firstLine, Findings findings)
    {
        var (steps, lines, title) = (new List<RunbookStep>(), body.Split('\n'), "");
        for (var i = 0; i < lines.Length; i++)
        {
            var (mark, info) = Opening(lines[i]);
            if (mark.Length == 0)
            {
                title = lines[i].Trim().Length > 0 ? Plain(lines[i]) : title;
                continue;
            }

            var begin = i + 1;
            do
            {
                i++;
            }
            while (i < lines.Length && !Closes(lines[i], mark));

            var words = info.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0] is not ("yaml" or "yml"))
            {
                continue;
            }

            var place = new SourceLocation(file, firstLine + begin - 1, 1);
            if (!RunbookKeys.Steps.TryGetValue(words[1], out var kind))
            {
                findings.Problems.Add(place, Rules.UnknownKey, $"A step of a runbook cannot be {Quote.Of(words[1])}.", Suggestions.Remedy(words[1], [.. RunbookKeys.Steps.Keys], ""));
                continue;
            }

            if (i == lines.Length)
            {
                findings.Problems.Add(place, Rules.YamlSyntax, "The step does not end.", $"Close it with a line of {mark}.");
            }

            if (Step(place, kind.Kind, kind.Table, title, YamlComposer.Compose(file, string.Join("\n", lines.Skip(begin).Take(i - begin)), findings.Problems, firstLine + begin), findings) is { } step)
            {
                steps.Add(step);
            }
        }

        return steps;
    }

    private static RunbookStep? Step(SourceLocation place, RunbookStepKind kind, KeyTable table, string title, YamlNode? node, Findings findings)
    {
        if (node is null)
        {
            findings.Problems.Add(place, Rules.MissingKey, "The step is empty.", $"Known here: {string.Join(", ", table.Keys.Select(k => k.Name))}.");
            return null;
        }

        findings.Shapes.Check("The step", node, new TableShape(table));
        var fields = new Fields(node, table);
        var step = kind == RunbookStepKind.Action ? Action(new(kind, title, place), fields) : Question(new(kind, title, place), fields);
        if (kind == RunbookStepKind.Verify)
        {
            step = step with { Within = fields.Duration("within") ?? TimeSpan.Zero };
        }

        Complete(step, findings.Problems);
        return step;
    }

    private static RunbookStep Question(RunbookStep step, Fields fields) => step with
    {
        Query = fields.Text("query"),
        Objective = fields.Text("objective"),
        Expected = [.. fields.Texts("expect").Select(ExpectationText.Read).OfType<Expectation>()],
        Otherwise = fields.Text("otherwise"),
    };

    private static RunbookStep Action(RunbookStep step, Fields fields) => step with
    {
        Run = Command(fields, "run"),
        DryRun = Command(fields, "dry_run"),
        Flag = fields.Text("flag"),
        From = fields.Text("from"),
        To = fields.Text("to"),
        Confirm = fields.Text("confirm"),
        Timeout = fields.Duration("timeout") ?? TimeSpan.FromMinutes(1),
        IsSafe = fields.Text("safe") == "true",
    };

    private static IReadOnlyList<string> Command(Fields fields, string key) =>
        fields.Node(key) is YamlList ? fields.Texts(key) : CommandWords.Of(fields.Text(key));

    private static void Complete(RunbookStep step, ProblemList problems)
    {
        if (step.Kind != RunbookStepKind.Action)
        {
            if (step.Query.Length > 0 == step.Objective.Length > 0)
            {
                problems.Add(step.Location, Rules.MissingKey, "A check asks one question.", "Give either query or objective.");
            }
        }
        else if (step.Run.Count == 0 && step.Flag.Length == 0)
        {
            problems.Add(step.Location, Rules.MissingKey, "The action does nothing.", "Give a command (run; every quote in it ends), or a flag with the value that it gets (to).");
        }
        else if (step.Flag.Length > 0 && step.To.Length == 0)
        {
            problems.Add(step.Location, Rules.MissingKey, $"It does not say what {Quote.Of(step.Flag)} becomes.", "Add to.");
        }
        else if (step.IsSafe && step.Run.Count == 0)
        {
            problems.Add(step.Location, Rules.OutOfRange, "A person changes the flag: with nobody there it cannot be done.", "Give the command that changes it (run), or remove safe.");
        }
    }

    private static (string Mark, string Info) Opening(string line)
    {
        var text = line.Trim();
        var length = text.Length == 0 || text[0] is not ('`' or '~') ? 0 : text.Length - text.TrimStart(text[0]).Length;
        var info = length < 3 ? "" : text.Substring(length).Trim();
        // Three marks and more of them on the same line are code within a line.
        return length < 3 || (text[0] == '`' && info.IndexOf('`') >= 0) ? ("", "") : (text.Substring(0, length), info);
    }

    private static bool Closes(string line, string mark)
    {
        var text = line.Trim();
        return text.Length >= mark.Length && text.Trim(mark[0]).Length == 0;
    }

    private static string Plain(string line) => line.Trim().TrimStart('#', ' ').TrimEnd(':');
}
