using System.Globalization;
using System.Text.Json.Serialization;
using Upshot.Answers.Comparisons;
using Upshot.Decide.Comparison;

namespace Upshot.Answers.Gates;

/// <summary>May a release go on?</summary>
/// <param name="Look">Which of the planned looks this is, from 1; 0: nobody planned any, and there may be as many as one likes.</param>
/// <param name="Looks">How many are planned.</param>
/// <param name="Every">Time between two looks.</param>
internal sealed record GateQuestion(CompareQuestion Release, int Look = 0, int Looks = 0, TimeSpan Every = default)
{
    /// <summary>What tells looks at this from looks at something else.</summary>
    public string Subject => string.Join(
        '\n',
        Release.Candidate, Release.Environment, Release.Baseline, Release.Operation, Release.Service, Release.Alpha.ToString("R", CultureInfo.InvariantCulture), Release.Margin?.ToString("R", CultureInfo.InvariantCulture), Release.OnlyHarm ? "one side" : "");

    /// <exception cref="QuestionException">The looks are no plan.</exception>
    public CompareQuestion Compared() => Look == 0 && Looks == 0
        ? Release with { Looks = Comparisons.PlannedLooks.OpenEnded }
        : Look < 1 || Looks < Look || Looks > 1000 || Every <= TimeSpan.Zero || Every > TimeSpan.FromDays(1)
            ? throw new UnreadableException("Planned looks are given as look=K, looks=N and every=SECONDS, with K from 1 to N, and N at most 1000.")
            : Release with { Looks = new(Look, Looks, Every) };
}

/// <param name="Pass">The release may go on.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Frozen">A budget that is low lets no release pass.</param>
public sealed record GateDecision(string Release, string Baseline, string Environment, Verdict Verdict, bool Pass, string Reason, bool Frozen, string Looks, ReleaseVerdict Details)
{
    /// <summary>It is this answer that found the release regressed.</summary>
    [JsonIgnore]
    public bool IsNew { get; init; }

    [JsonIgnore]
    public bool IsRegressed => Verdict == Verdict.Regressed;
}
