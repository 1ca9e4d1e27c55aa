using System.Text;
using Upshot.Verify.Reports;

namespace Upshot.Verify;

/// <summary>The table of checks as Markdown, which docs/verify.md holds.</summary>
internal static class ChecksPage
{
    public static string Write()
    {
        var text = new StringBuilder("| check | reports | because |\n|---|---|---|\n");
        foreach (var check in ReportedProblem.Checks)
        {
            text.Append($"| `{check.Id}` | {check.Summary} | {check.Why} |\n");
        }

        return text.ToString();
    }
}
