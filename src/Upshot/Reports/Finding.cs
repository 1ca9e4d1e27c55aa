using Upshot.Plan;

namespace Upshot.Reports;

internal enum FindingLevel
{
    Note,
    Warning,
    Error,
}

/// <summary>What a command can find.</summary>
/// <param name="Why">Empty: the summary says it all.</param>
internal sealed record FindingRule(string Id, string Summary, string Why, FindingLevel Level);

/// <summary>What a command found, in the one form that all reports write.</summary>
/// <param name="Rule">The id of its <see cref="FindingRule"/>.</param>
/// <param name="Message">What is wrong, in a sentence.</param>
internal sealed record Finding(string Rule, FindingLevel Level, string Message)
{
    /// <summary>The file as the caller would write it.</summary>
    public required string Path { get; init; }

    public int Line { get; init; } = 1;

    public int Column { get; init; } = 1;

    /// <summary>Does the place above say what is wrong? Else it only stands for the plan as a whole.</summary>
    public bool HasPlace { get; init; } = true;

    /// <summary>Where it is outside of files, such as a service and a signal; empty: nowhere.</summary>
    public string Where { get; init; } = "";

    /// <summary>What was seen, in one line or several; empty: the message says it all.</summary>
    public string Evidence { get; init; } = "";

    /// <summary>What to do; empty: nothing.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>How often it was found.</summary>
    public int Count { get; init; } = 1;

    /// <summary>What reports that show little show first.</summary>
    public string Title { get => field ?? Rule; init; }

    public bool IsError => Level == FindingLevel.Error;

    /// <summary>Where, message, evidence of one line, and remedy, in one line.</summary>
    public string Sentence => string.Join(" ", new[] { Where.Length > 0 ? $"[{Where}]" : "", Message, Evidence.Length > 0 && !Evidence.Contains('\n') ? $"({Evidence})" : "", Remedy }.Where(s => s.Length > 0));

    public static FindingLevel LevelOf(Severity severity) => severity switch
    {
        Severity.Error => FindingLevel.Error,
        Severity.Warning => FindingLevel.Warning,
        _ => FindingLevel.Note,
    };
}
