using System.Globalization;

namespace Upshot.Observe.State;

/// <summary>Which version of what servers over one store share a state is. Versions of a later leader are above all of an earlier one.</summary>
/// <param name="Number">The epoch of the leader that wrote it, then how many changes it had made.</param>
/// <param name="IsOwn">This server led and wrote it, so that nothing of that epoch is missing here.</param>
internal sealed record SharedVersion(ulong Number, bool IsOwn)
{
    private const string Key = "shared state", Led = "led", Taken = "taken";
    private const int ChangeBits = 32;

    public ulong Epoch => EpochOf(Number);

    public static ulong EpochOf(ulong number) => number >> ChangeBits;

    /// <summary>The directory never shared anything.</summary>
    public bool IsNone => Number == 0;

    public static SharedVersion Begin(ulong epoch) => new(epoch << ChangeBits, IsOwn: true);

    public SharedVersion Next() => this with { Number = Number + 1 };

    /// <summary>Whether a state of this version has all that another has.</summary>
    public bool Has(ulong other) => other <= Number && (other == Number || (IsOwn && Epoch == EpochOf(other)));

    public static SharedVersion Read(OperationalState state)
    {
        var parts = state.Read("SELECT value FROM plan_history WHERE key = $key", r => r.GetString(0), ("$key", Key)).FirstOrDefault()?.Split(' ') ?? [];
        return parts is [Led or Taken, _] && ulong.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new(number, parts[0] == Led) : new(0, IsOwn: false);
    }

    public void Write(OperationalState.Changing change) => PlanHistoryTable.Put(change, Key, string.Create(CultureInfo.InvariantCulture, $"{(IsOwn ? Led : Taken)} {Number}"));
}
