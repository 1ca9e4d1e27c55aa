using Upshot.Decide.Budgets;

namespace Upshot.Decide.AlertTests;

/// <summary>One of the ways in which a pair of windows decides.</summary>
/// <param name="Alert"><c>checkout-works/page</c></param>
/// <param name="Over">The long window.</param>
/// <param name="Way">fires; long-only: it burnt, and does not any more; short-only: it burns, and not for long enough.</param>
/// <param name="IsTested">Some test went this way.</param>
public sealed record AlertBranch(string Alert, TimeSpan Over, string Way, bool IsTested)
{
    public static readonly string[] Ways = ["fires", "long-only", "short-only"];

    /// <summary>Null: neither window burns, or so few events do that chance explains it.</summary>
    public static string? WayOf(BurnAlert alert) =>
        alert.IsFiring ? Ways[0]
        : alert.Long.Rate > alert.Factor && !(alert.Short.Rate > alert.Factor) ? Ways[1]
        : alert.Short.Rate > alert.Factor && !(alert.Long.Rate > alert.Factor) ? Ways[2]
        : null;
}
