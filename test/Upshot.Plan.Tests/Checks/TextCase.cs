using System.Text;

namespace Upshot.Plan.Tests.Checks;

/// <summary>
/// A plan and the problems that it must have, as text: files after lines <c>--- path</c>, expectations after
/// <c>--- expect</c> as <c>file:line:column rule</c>, each with a part of the message behind it if it matters.
/// </summary>
internal sealed record TextCase(IReadOnlyList<PlanFile> Files, IReadOnlyList<string> Expected)
{
    public static TextCase Parse(string text)
    {
        var files = new List<PlanFile>();
        var expected = new List<string>();
        string? path = null;
        var content = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("--- ", StringComparison.Ordinal))
            {
                Flush();
                path = line[4..].Trim();
            }
            else if (path == "expect")
            {
                if (line.Trim().Length > 0)
                {
                    expected.Add(line.Trim());
                }
            }
            else
            {
                content.Append(line).Append('\n');
            }
        }

        return new TextCase(files, expected);

        void Flush()
        {
            if (path is not null and not "expect")
            {
                files.Add(new PlanFile(path, content.ToString()));
            }

            content.Clear();
        }
    }
}
