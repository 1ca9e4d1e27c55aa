namespace Upshot.Plan.Problems;

/// <summary>Problems as they are found; bounded, so that a hostile file cannot grow it. Warnings and notes never take the room of errors.</summary>
internal sealed class ProblemList
{
    /// <summary>Of errors, and of warnings and notes.</summary>
    private const int Most = 1_000;

    private readonly List<Problem> _problems = [];
    private readonly HashSet<(SourceLocation, string, string)> _seen = [];
    private int _errors;
    private int _errorsLeft;
    private int _warningsLeft;
    private SourceLocation? _firstLeft;

    public bool Any => _problems.Count > 0;

    /// <summary>No more error is listed; looking for a good remedy is not worth the time.</summary>
    public bool IsFull => _errors >= Most;

    /// <summary>Whether a file is not as it was meant, so that what follows from it need not be told.</summary>
    public bool HasErrorIn(string file) => _problems.Exists(p => p.Severity == Severity.Error && p.Location.File == file);

    /// <summary>Whether a file was not read at all.</summary>
    public bool HasUnreadable => _problems.Exists(p => p.Rule == Rules.FileUnreadable.Id || p.Rule == Rules.UnsafeFile.Id || p.Rule == Rules.YamlSyntax.Id);

    public void Add(SourceLocation location, Rule rule, string message, string remedy) => Add(new Problem(location, rule.Id, rule.Severity, message, remedy));

    public void Add(Problem problem)
    {
        var isError = problem.Severity == Severity.Error;
        if (isError ? IsFull : _problems.Count - _errors >= Most)
        {
            _firstLeft ??= problem.Location;
            _ = isError ? _errorsLeft++ : _warningsLeft++;
        }
        else if (_seen.Add((problem.Location, problem.Rule, problem.Message)))
        {
            // A value shared by aliases is looked at once for each use, and told once.
            _problems.Add(problem);
            _errors += isError ? 1 : 0;
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
        AddLeft(sorted, Rules.TooMany, _errorsLeft, "error");
        AddLeft(sorted, Rules.TooManyWarnings, _warningsLeft, "warning");
        return sorted;
    }

    private void AddLeft(List<Problem> sorted, Rule rule, int left, string what)
    {
        if (left > 0)
        {
            sorted.Add(new Problem(new SourceLocation(_firstLeft!.File, 1, 1), rule.Id, rule.Severity, $"There {(left == 1 ? $"is 1 more {what}" : $"are {left} more {what}s")}.", "Solve the ones above first."));
        }
    }
}
