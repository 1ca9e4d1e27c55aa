namespace Upshot.Answers.Operations;

/// <summary>Which part of an operation's requests; null: all.</summary>
internal sealed record OperationQuestion(AskedTimes Times, string? Service = null, string? Environment = null, string? Version = null);
