using System.Globalization;
using Upshot.Plan;

namespace Upshot.Decide.Alerting;

/// <summary>What users feel, in a sentence.</summary>
public static class FeltSentence
{
    public static string Of(Objective objective, long bad, long total, DateTimeOffset since)
    {
        var name = objective.Operation.Length > 0 ? objective.Operation : objective.Name;
        var when = since.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        if (total == 0)
        {
            return $"No {name} request was seen since {when}.";
        }

        var share = ((double)bad / total * 100).ToString("0.##", CultureInfo.InvariantCulture);
        var what = objective.Latency is { } latency ? $"took longer than {DurationText.Of(latency)}" : "failed";
        return string.Create(CultureInfo.InvariantCulture, $"{share} % of {name} requests {what} since {when} ({bad:#,0} of {total:#,0}); {(1 - (decimal)objective.Target) * 100:0.####} % may.");
    }
}
