namespace Upshot.Decide.Comparison;

/// <summary>What a gate makes of verdicts, and what the exit code says.</summary>
public enum VerdictOutcome
{
    /// <summary>Improved, unchanged, not worse.</summary>
    Pass = 0,

    /// <summary>Regressed.</summary>
    Regressed = 2,

    /// <summary>Inconclusive, confounded, no traffic.</summary>
    Inconclusive = 3,
}

/// <summary>From verdicts to one outcome.</summary>
public static class VerdictOutcomes
{
    public static VerdictOutcome Of(Verdict verdict) => verdict switch
    {
        Verdict.Improved or Verdict.Unchanged or Verdict.NotWorse => VerdictOutcome.Pass,
        Verdict.Regressed => VerdictOutcome.Regressed,
        _ => VerdictOutcome.Inconclusive,
    };

    /// <summary>Of several the regressed before the inconclusive before the rest; of none nothing is known.</summary>
    public static VerdictOutcome Of(IEnumerable<Verdict> verdicts)
    {
        var outcome = (VerdictOutcome?)null;
        foreach (var each in verdicts.Select(Of))
        {
            outcome = outcome is null || each == VerdictOutcome.Regressed || (each == VerdictOutcome.Inconclusive && outcome == VerdictOutcome.Pass) ? each : outcome;
        }

        return outcome ?? VerdictOutcome.Inconclusive;
    }
}
