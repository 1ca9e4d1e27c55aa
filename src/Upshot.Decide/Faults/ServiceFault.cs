namespace Upshot.Decide.Faults;

/// <summary>What is wrong in a service, as far as it shows.</summary>
public enum FaultKind
{
    /// <summary>Its own code takes longer.</summary>
    SelfTime,

    /// <summary>It takes longer, and uses more of the processor.</summary>
    Cpu,
    Memory,
    Disk,

    /// <summary>Time passes between it and those it talks to.</summary>
    Network,

    /// <summary>Its code throws, or answers with errors.</summary>
    Errors,

    /// <summary>It leaves out work that it did before, without an error.</summary>
    SkippedWork,

    /// <summary>Calls to it do not arrive: it is gone, or was started anew.</summary>
    Unavailable,
}

/// <summary>A service as the cause of a bad window.</summary>
/// <param name="Path">The calls from the entry of the system down to what changed; at least the service itself.</param>
/// <param name="Share">Its part of all that points at services; those of one list sum to 1 at most.</param>
/// <param name="Evidence">Sentences, the strongest first.</param>
public sealed record ServiceFault(int Rank, string Service, IReadOnlyList<string> Path, FaultKind Kind, double Share, IReadOnlyList<string> Evidence);

/// <summary>One thing that points at a service.</summary>
/// <param name="Strength">From 0 to 1: how much of the service's work is affected, as far as it is more than chance.</param>
internal sealed record FaultSign(string Service, FaultKind Kind, double Strength, string Sentence)
{
    /// <summary>The operation in which it shows; null: the whole service.</summary>
    public CallGroup? At { get; init; }
}
