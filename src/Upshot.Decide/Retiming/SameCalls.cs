namespace Upshot.Decide.Retiming;

/// <summary>
/// Calls of one name under one caller, divided by who is called: SDKs name a call of another service by its method alone (<c>GET</c>), so that calls of several services look like one that is repeated.
/// </summary>
internal static class SameCalls
{
    /// <param name="calls">Of one name, by their start.</param>
    /// <param name="callee">Empty: not known, as of a database, or of an attempt that was refused.</param>
    public static IEnumerable<List<T>> Of<T>(IReadOnlyList<T> calls, Func<T, string> callee)
    {
        string[] of = [.. calls.Select(callee)];
        // Who was not reached is who is reached by the next attempt; where there is none, whom the one before reached.
        for (var i = of.Length - 2; i >= 0; i--)
        {
            of[i] = of[i].Length > 0 ? of[i] : of[i + 1];
        }

        for (var i = 1; i < of.Length; i++)
        {
            of[i] = of[i].Length > 0 ? of[i] : of[i - 1];
        }

        return calls.Select((call, i) => (call, Callee: of[i])).GroupBy(c => c.Callee, c => c.call, StringComparer.Ordinal).Select(g => g.ToList());
    }
}
