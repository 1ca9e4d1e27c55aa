using Upshot.Plan;

namespace Upshot.Decide.Verification;

public sealed record VerificationOptions
{
    /// <summary>Everything that was emitted must be declared, a library's own instrumentation and plain log records too.</summary>
    public bool Exact { get; init; }

    /// <summary>Names of operations and ids or names of signals that must be seen; empty: all that the plan declares.</summary>
    public IReadOnlyCollection<string> Expected { get; init; } = [];

    public IReadOnlyList<Suppression> Suppressions { get; init; } = [];

    /// <summary>The day on which suppressions are looked at.</summary>
    public DateTime Today { get; init; }

    /// <summary>What was covered before; null: nothing to compare with.</summary>
    public CoverageRatchet? Ratchet { get; init; }

    /// <summary>What was emitted is a recording, which may be older than the plan.</summary>
    public bool IsRecording { get; init; }

    internal bool Expects(string id, string name) => Expected.Count == 0 || Expected.Contains(id) || Expected.Contains(name);
}
