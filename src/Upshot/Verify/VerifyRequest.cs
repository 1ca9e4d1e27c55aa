namespace Upshot.Verify;

/// <summary>What the user asked <c>upshot verify</c> to do.</summary>
internal sealed record VerifyRequest(string Plan, IReadOnlyList<string> Command)
{
    public FileInfo? From { get; init; }
    public FileInfo? Record { get; init; }
    public FileInfo? Ratchet { get; init; }
    public bool UpdateRatchet { get; init; }

    /// <summary>Null: verify.yaml in the plan's folder, if it is there.</summary>
    public FileInfo? Suppressions { get; init; }

    /// <summary>Each FORMAT=FILE.</summary>
    public IReadOnlyList<string> Reports { get; init; } = [];
    public bool Mutate { get; init; }
    public TimeSpan Timeout { get; init; }
    public long MaxBytes { get; init; }
    public bool Exact { get; init; }
    public IReadOnlyList<string> Expected { get; init; } = [];
    public string Format { get; init; } = "text";
}
