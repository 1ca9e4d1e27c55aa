using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>Reads one of <c>runbooks/*.md</c>: Markdown, with YAML between two lines of <c>---</c> before it.</summary>
internal static class RunbookFile
{
    public static Runbook Read(PlanFile file, Findings findings)
    {
        var (front, body) = Split(file, findings.Problems);
        var root = front.Length == 0 ? null : YamlComposer.Compose(file.Path, front, findings.Problems, firstLine: 2);
        if (root is not null)
        {
            findings.Shapes.Check("The front matter", root, new TableShape(RunbookKeys.Runbook));
        }

        var fields = new Fields(root, RunbookKeys.Runbook);
        var title = fields.Text("title");
        return new Runbook(file.Path, root?.Location ?? new SourceLocation(file.Path, 1, 1))
        {
            Title = title.Length > 0 ? title : Heading(body),
            Owner = fields.Text("owner"),
            Objectives = fields.Texts("objectives"),
            Body = body,
            Steps = RunbookSteps.Read(file.Path, body, file.Text.Substring(0, file.Text.Length - body.Length).Count(c => c == '\n') + 1, findings),
        };
    }

    private static (string Front, string Body) Split(PlanFile file, ProblemList problems)
    {
        var text = file.Text;
        var firstEnd = text.IndexOf('\n');
        if (firstEnd < 0 || text.Substring(0, firstEnd).TrimEnd() != "---")
        {
            return ("", text);
        }

        for (var start = firstEnd + 1; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            if (text.Substring(start, end - start).TrimEnd() == "---")
            {
                return (text.Substring(firstEnd + 1, start - firstEnd - 1), text.Substring(Math.Min(end + 1, text.Length)));
            }

            start = end + 1;
        }

        problems.Add(new SourceLocation(file.Path, 1, 1), Rules.YamlSyntax, "The front matter does not end.", "Close it with a second line ---.");
        return ("", text);
    }

    private static string Heading(string body)
    {
        using var reader = new StringReader(body);
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (line.StartsWith("#", StringComparison.Ordinal))
            {
                return line.Trim('#', ' ');
            }
        }

        return "";
    }
}
