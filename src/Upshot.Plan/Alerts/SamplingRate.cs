namespace Upshot.Plan.Alerts;

/// <summary>
/// The smallest probability with which traces may be kept so that budgets are known as well as the plan asks: at the moment when a budget is spent, the 95 % interval of what is spent of
/// it lies within a share of the budget on both sides; before that it is narrower. Of B bad events each is kept with p, so that their weighted number varies by B (1 − p) / p.
/// </summary>
/// <remarks>D. G. Horvitz and D. J. Thompson, "A generalization of sampling without replacement from a finite universe", JASA 47 (1952).</remarks>
public static class SamplingRate
{
    private const double Z = 1.959964;

    /// <summary>Digits that a probability is rounded up to: generated code should not change with every request that is expected more.</summary>
    private const int Digits = 2;

    /// <summary>1 without an objective whose traffic is known: nothing says that less would do.</summary>
    public static double For(double within, ProductPlan plan)
    {
        double? most = null;
        foreach (var objective in plan.Objectives.Where(o => o.Kind != ObjectiveKind.Throughput))
        {
            if (plan.Operations.FirstOrDefault(o => o.Name == objective.Operation)?.RequestsPerDay is { } perDay && objective.Target is > 0 and < 1)
            {
                most = Math.Max(most ?? 0, For(within, (1 - objective.Target) * perDay * BurnRateTable.Period(objective.Window).TotalDays));
            }
        }

        return most is { } needed ? Math.Min(1, RoundedUp(needed)) : 1;
    }

    /// <param name="bad">Events that the budget allows.</param>
    public static double For(double within, double bad) => 1 / (1 + (within * within * bad / (Z * Z)));

    private static double RoundedUp(double probability)
    {
        var scale = Math.Pow(10, Digits - 1 - Math.Floor(Math.Log10(probability)));
        return Math.Ceiling(probability * scale * (1 - 1e-12)) / scale;
    }
}
