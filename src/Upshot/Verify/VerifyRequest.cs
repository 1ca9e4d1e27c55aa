namespace Upshot.Verify;

/// <summary>What the user asked <c>upshot verify</c> to do.</summary>
internal sealed record VerifyRequest(string Plan, IReadOnlyList<string> Command)
{
    public FileInfo? From { get; init; }
    public FileInfo? Record { get; init; }
    public TimeSpan Timeout { get; init; }
    public long MaxBytes { get; init; }
    public bool Exact { get; init; }
    public IReadOnlyList<string> Expected { get; init; } = [];
    public string Format { get; init; } = "text";
}
