using System.Text.RegularExpressions;

namespace Upshot.Alerts;

/// <summary>The first steps of a runbook, as lines of text.</summary>
internal static partial class RunbookSteps
{
    /// <summary>The numbered points, each with the first command below it.</summary>
    public static IReadOnlyList<string> First(string body, int most)
    {
        var (steps, isCode, isStep) = (new List<string>(), false, false);
        foreach (var line in body.Split('\n').Select(l => l.TrimEnd()))
        {
            if (line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
                isStep = isCode && Step().IsMatch(line);
                if (isStep && steps.Count > 0 && !steps[^1].Contains(" $ ", StringComparison.Ordinal))
                {
                    steps[^1] += " $ upshot runbook run";
                }
            }
            else if (isCode && !isStep && steps.Count > 0 && !steps[^1].Contains(" $ ", StringComparison.Ordinal) && line.Trim().Length > 0)
            {
                steps[^1] += $" $ {line.Trim()}";
            }
            else if (!isCode && Numbered().Match(line) is { Success: true } step)
            {
                if (steps.Count == most)
                {
                    break;
                }

                steps.Add(step.Groups[1].Value);
            }
        }

        return steps;
    }

    [GeneratedRegex(@"^\s*(`{3,}|~{3,})\s*ya?ml\s+(check|action|verify)\b")]
    private static partial Regex Step();

    [GeneratedRegex(@"^\d{1,3}[.)]\s+(.+)$")]
    private static partial Regex Numbered();
}
