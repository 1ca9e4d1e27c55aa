using Upshot.Evidence;

namespace Upshot.Observe.Stores.Questions;

/// <summary>
/// What requests of an operation did by the variant of a feature flag that their trace evaluated; an arm for each variant, by its name. Of the spans that are
/// stored, each by its weight. A trace that saw two variants is in none.
/// </summary>
/// <param name="Service">Null: any.</param>
/// <param name="Environment">Null: any.</param>
/// <param name="Block">At least a second.</param>
/// <param name="Limit">Of blocks; more are refused.</param>
public sealed record FlagQuestion(string Flag, string Operation, string? Service, string? Environment, TimeRange Range, TimeSpan Block, int Limit = 200_000) : Question<IReadOnlyList<ArmEvidence>>(Range, Limit)
{
    /// <summary>By groups of users instead of processes: of <c>feature_flag.context.id</c> beside the evaluation, else of what the entry span calls its user: <c>#</c> and the first two digits of the MD5. Requests without any are in one replicate, by the service's name.</summary>
    public bool ByUser { get; init; }

    /// <summary>What an entry span may call its user, the first that is there.</summary>
    public static IReadOnlyList<string> UserAttributes { get; } = ["user.id", "enduser.id", "session.id"];

    /// <summary>Whether a replicate is a group of users.</summary>
    public static bool IsGroup(string instance) => instance.StartsWith('#');
}
