using System.Text;
using Upshot.Plan.Problems;

namespace Upshot.Plan.Schema;

/// <summary>The page of rules, <c>docs/rules.md</c>.</summary>
public static class RulesPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Rules of `upshot check`\n\n");
        page.Append("Written by `upshot check --rules`; a test fails when this page is stale. An error fails the check (exit code 2); a warning\nfails it only with `--strict`.\n\n");
        page.Append("| rule | severity | what it says | why |\n|---|---|---|---|\n");
        foreach (var rule in Rules.All)
        {
            var severity = rule.Level;
            page.Append($"| `{rule.Id}` | {severity} | {rule.Summary} | {rule.Why} |\n");
        }

        return page.ToString();
    }
}
