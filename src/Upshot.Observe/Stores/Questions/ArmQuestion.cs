using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>What each process instance of a version did with an operation, in blocks of time that begin at whole multiples of their length; by instance, then time.</summary>
/// <param name="Block">At least a second. Blocks of whole minutes are of all requests; shorter ones of the spans that are stored, each by its weight.</param>
/// <param name="Limit">Of replicates; more are refused.</param>
public sealed record ArmQuestion(string Operation, string Version, TimeRange Range, TimeSpan Block, int Limit = 1_000_000) : Question<ArmEvidence>(Range, Limit);
