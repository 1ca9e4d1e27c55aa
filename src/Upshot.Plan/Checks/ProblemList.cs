using Upshot.Plan.Yaml;

namespace Upshot.Plan.Checks;

/// <summary>Problems as they are found; bounded, so that a hostile file cannot grow it.</summary>
internal sealed class ProblemList
{
    private readonly List<Problem> _problems = [];
    private readonly HashSet<(SourceLocation, string, string)> _seen = [];
    private int _left;

    public bool Any => _problems.Count > 0;

    /// <summary>No more problem is listed; looking for a good remedy is not worth the time.</summary>
    public bool IsFull => _problems.Count >= YamlLimits.Problems;

    public void Add(SourceLocation location, Rule rule, string message, string remedy) => Add(new Problem(location, rule.Id, rule.Severity, message, remedy));

    public void Add(Problem problem)
    {
        // A value shared by aliases is looked at once for each use.
        if (IsFull)
        {
            _left++;
        }
        else if (_seen.Add((problem.Location, problem.Rule, problem.Message)))
        {
            _problems.Add(problem);
        }
    }

    /// <summary>In the order of files, lines and columns.</summary>
    public IReadOnlyList<Problem> Sorted()
    {
        var sorted = _problems
            .OrderBy(p => p.Location.File, StringComparer.Ordinal)
            .ThenBy(p => p.Location.Line)
            .ThenBy(p => p.Location.Column)
            .ToList();
        if (_left > 0)
        {
            sorted.Add(new Problem(
                new SourceLocation(sorted[sorted.Count - 1].Location.File, 1, 1),
                Rules.TooMany.Id,
                Rules.TooMany.Severity,
                $"There are {_left} more problems.",
                "Solve the ones above first."));
        }

        return sorted;
    }
}
