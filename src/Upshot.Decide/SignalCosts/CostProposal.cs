using System.Globalization;
using System.Text.Json.Serialization;
using Upshot.Plan;

namespace Upshot.Decide.SignalCosts;

/// <summary>A change to a signal that makes it cost less.</summary>
/// <param name="Change">drop, sample, aggregate (without an attribute), fewerValues.</param>
/// <param name="BytesSaved">Of the bytes of the time that was looked at.</param>
/// <param name="PrecisionLost">What can be told less well afterwards, as a sentence.</param>
/// <param name="Diff">The change to the plan, as a patch of it would say.</param>
public sealed record CostProposal(string Change, double BytesSaved, string PrecisionLost, string Diff)
{
    private const double Share = 0.1;

    /// <summary>The change, for people.</summary>
    [JsonIgnore]
    public string Words => Change == "fewerValues" ? "fewer values" : Change;

    /// <summary>A count that is known less well says nothing that is worth keeping.</summary>
    private const double MostLost = 0.5;

    /// <param name="eventsByProcess">What each process that sent it sent.</param>
    /// <param name="series">Of a metric; else none.</param>
    /// <param name="read">Names of attributes that the plan reads.</param>
    /// <returns>The largest saving first; each stands for itself. None: it is essential, costs nothing, or nothing can be spared.</returns>
    public static IReadOnlyList<CostProposal> For(Signal signal, IReadOnlyList<SignalUser> users, IReadOnlyList<long> eventsByProcess, long bytes, IReadOnlyList<SeriesSeen> series, IReadOnlySet<string> read)
    {
        if (bytes == 0 || users.Any(u => u.IsEssential) || signal.Rollout != "on")
        {
            return [];
        }

        IEnumerable<CostProposal> less = Less(signal, users, eventsByProcess, bytes) is { } found ? [found] : [];
        return [.. less.Concat(SeriesProposals.For(signal, read, series, bytes)).OrderByDescending(p => p.BytesSaved)];
    }

    // Fewer records, or none.
    private static CostProposal? Less(Signal signal, IReadOnlyList<SignalUser> users, IReadOnlyList<long> eventsByProcess, long bytes)
    {
        if (users.Count == 0)
        {
            return new("drop", bytes, "None that anything of the plan needs: no objective, outcome, guardrail, journey, runbook or release reads it. What people look up by hand in it is gone.", Patch(signal, "off", null));
        }

        // Processes send it or do not, each with probability p. A total of what they send then has the variance (1 - p) / p * sum of squares:
        // Horvitz and Thompson (1952), for Poisson sampling; with few processes, or one that sends most, little can be told.
        var total = eventsByProcess.Sum(e => (double)e);
        var within = 1.96 * Math.Sqrt((1 - Share) / Share * eventsByProcess.Sum(e => (double)e * e)) / total;
        return within > MostLost
            ? null
            : new("sample", bytes * (1 - Share), string.Create(CultureInfo.InvariantCulture, $"A count of it over this time would be known to ±{within:0.0%} (95 %), and one process in ten would send it: {string.Join(", ", users.Select(u => $"{u.Kind} {u.Name}"))} would see those."), Patch(signal, "canary", Share));
    }

    /// <summary>Where a signal stands, as the head of a patch.</summary>
    internal static string Head(Signal signal) => string.Create(CultureInfo.InvariantCulture, $"--- a/{signal.Location.File}\n+++ b/{signal.Location.File}\n@@ {signal.Id} (line {signal.Location.Line})");

    private static string Patch(Signal signal, string stage, double? share) =>
        string.Create(CultureInfo.InvariantCulture, $"{Head(signal)}, annotations: upshot: @@\n-  rollout: {signal.Rollout}\n+  rollout: {stage}\n{(share is { } s ? $"+  canary: {s * 100:0.##}%\n" : "")}");
}
