using System.Globalization;
using Upshot.Plan;

namespace Upshot.RunbookRuns;

/// <summary>A step's query with its times put in. Nothing else is put into anything.</summary>
internal static class QuestionText
{
    public static string Of(RunbookStep step, DateTimeOffset since, DateTimeOffset until) =>
        step.Query.Replace("{since}", Time(since), StringComparison.Ordinal).Replace("{until}", Time(until), StringComparison.Ordinal);

    private static string Time(DateTimeOffset at) => $"TIMESTAMP '{at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture)[..^1]}'";
}
