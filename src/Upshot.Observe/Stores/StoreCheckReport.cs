namespace Upshot.Observe.Stores;

/// <param name="Files">Sealed files that were read.</param>
/// <param name="Missing">What no answer counts now, whether found by this check or before.</param>
/// <param name="Notices">What else somebody should look at.</param>
public sealed record StoreCheckReport(int Files, long Bytes, IReadOnlyList<MissingRows> Missing, IReadOnlyList<string> Notices)
{
    public bool IsWhole => Missing.Count == 0;
}
