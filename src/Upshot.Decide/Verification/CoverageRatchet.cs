namespace Upshot.Decide.Verification;

/// <summary>What was covered once and must stay so: ids of signals, each with the names of its attributes.</summary>
public sealed record CoverageRatchet(IReadOnlyDictionary<string, IReadOnlyList<string>> Signals)
{
    public static CoverageRatchet Of(Coverage coverage) => new(coverage.Signals
        .Where(s => s.Seen > 0)
        .OrderBy(s => s.Signal, StringComparer.Ordinal)
        .ToDictionary(s => s.Signal, s => (IReadOnlyList<string>)[.. s.Attributes.Where(a => a.Seen > 0).Select(a => a.Attribute).Order(StringComparer.Ordinal)]));

    /// <summary>The parts of <paramref name="coverage"/> that this ratchet does not hold yet.</summary>
    public IEnumerable<string> Rises(Coverage coverage)
    {
        foreach (var (signal, attributes) in Of(coverage).Signals)
        {
            var held = Signals.GetValueOrDefault(signal);
            if (held is null)
            {
                yield return signal;
            }

            foreach (var attribute in attributes.Where(a => held?.Contains(a) == false))
            {
                yield return $"{signal} {attribute}";
            }
        }
    }
}
