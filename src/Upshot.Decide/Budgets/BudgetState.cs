namespace Upshot.Decide.Budgets;

public enum BudgetState
{
    /// <summary>Nothing was seen: neither good nor bad.</summary>
    NoTraffic,

    /// <summary>The objective is met, and the budget lasts.</summary>
    Met,

    /// <summary>There is budget left, and it runs out if failures go on as they do now.</summary>
    Burning,

    /// <summary>Nothing is left.</summary>
    Exhausted,
}
