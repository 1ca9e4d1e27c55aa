namespace Upshot.Observe.State;

/// <summary>What the plans that the directory was opened with said of names and migrations, as JSON by key.</summary>
public sealed class PlanHistoryTable
{
    private readonly OperationalState _state;

    internal PlanHistoryTable(OperationalState state) => _state = state;

    public string? this[string key] => _state.Read("SELECT value FROM plan_history WHERE key = $key", r => r.GetString(0), ("$key", key)).FirstOrDefault();

    public void Set(string key, string value) => _state.Change(change => Put(change, key, value));

    /// <summary>Makes a value of the one before, which nobody else changes meanwhile; one that is the same is not written.</summary>
    public void Update(string key, Func<string?, string?> change) => _state.InTurn(() =>
    {
        var before = this[key];
        if (change(before) is { } after && after != before)
        {
            Set(key, after);
        }

        return true;
    });

    internal static void Put(OperationalState.Changing change, string key, string value) =>
        change.Run("INSERT OR REPLACE INTO plan_history VALUES ($key, $value)", ("$key", key), ("$value", value));
}
