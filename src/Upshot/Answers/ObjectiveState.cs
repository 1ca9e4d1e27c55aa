using Upshot.Decide.Budgets;
using Upshot.Decide.Silence;

namespace Upshot.Answers;

/// <summary>How an objective stands.</summary>
public enum ObjectiveState
{
    /// <summary>Nothing was seen: neither good nor bad.</summary>
    NoTraffic,

    /// <summary>Requests have stopped coming: nothing is known of it now.</summary>
    Silent,

    /// <summary>It is met, and the budget lasts.</summary>
    Met,

    /// <summary>There is budget left, and it runs out if failures go on as they do now.</summary>
    Burning,

    /// <summary>The budget is spent.</summary>
    Exhausted,
}

internal static class ObjectiveStates
{
    /// <summary>What is spent stays spent; whatever else was found, nothing is known of it now.</summary>
    public static ObjectiveState Of(Budget budget, TrafficSilence? silence) => budget.State switch
    {
        BudgetState.Exhausted => ObjectiveState.Exhausted,
        _ when silence is not null => ObjectiveState.Silent,
        BudgetState.Met => ObjectiveState.Met,
        BudgetState.Burning => ObjectiveState.Burning,
        _ => ObjectiveState.NoTraffic,
    };
}
