using System.Globalization;
using Upshot.Answers;
using Upshot.Answers.Comparisons;

namespace Upshot.Server;

/// <summary>What a comparison is asked by in the address; all but the candidate may be left out.</summary>
internal sealed record CompareParameters(
    string Candidate, string? Baseline, string? Operation, string? Service, string? Environment, string? Since, string? Until, string? Alpha, string? Margin, string? Sides, string? Flag = null, bool? Watch = null)
{
    /// <exception cref="QuestionException">One of them cannot be read.</exception>
    public CompareQuestion Read(DateTimeOffset now)
    {
        var (since, until) = (AskedMoment.Parse("since", Since, now), AskedMoment.Parse("until", Until, now));
        return new CompareQuestion(Baseline is { Length: > 0 } ? Baseline : null, Candidate)
        {
            Operation = Operation,
            Service = Service,
            Environment = Environment,
            Flag = Flag is { Length: > 0 } ? Flag : null,
            Since = since,
            Until = until <= since ? throw new UnreadableException($"There is no time between since {since:u} and until {until:u}.") : until,
            Alpha = Share("alpha", Alpha, 0.000001, 0.5) ?? 0.01,
            Margin = Share("margin", Margin, 0, 10),
            Looks = Watch == true ? PlannedLooks.OpenEnded : PlannedLooks.Once,
            OnlyHarm = Sides switch { null or "" or "2" or "two" => false, "1" or "one" => true, _ => throw new UnreadableException($"sides \"{Sides}\" is neither one nor two.") },
        };
    }

    private static double? Share(string name, string? text, double least, double most)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        // A bare 2 is two per cent to some and two hundred to the program: it is asked for.
        var isPercent = text.TrimEnd().EndsWith('%');
        return double.TryParse(text.TrimEnd().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && (isPercent || number < 1) && (isPercent ? number / 100 : number) is var share && share >= least && share <= most
            ? share
            : throw new UnreadableException($"{name} \"{text}\" is not a share between {least.ToString(CultureInfo.InvariantCulture)} and {most.ToString(CultureInfo.InvariantCulture)}. Write it like 2% or 0.02.");
    }
}

/// <summary>Comparing releases.</summary>
internal static class CompareRoutes
{
    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/compare", ([AsParameters] CompareParameters asked, AnswerService answers, CancellationToken cancellation) => answers.CompareAsync(asked.Read(answers.Now), cancellation))
            .WithCsv<ReleaseVerdict>(verdict => verdict.Measures).WithSummary("Judges a version against its baseline and against what its plan expects.");
}
