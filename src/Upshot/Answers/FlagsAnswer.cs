using Upshot.Answers.Comparisons;
using Upshot.Answers.Operations;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>What requests did by the variant of a flag that they evaluated.</summary>
/// <param name="IsDeclared">False: the plan has no such flag.</param>
/// <param name="Expires">yyyy-MM-dd; empty: never.</param>
public sealed record FlagShown(string Flag, string Description, string Owner, string Expires, bool IsDeclared, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<FlagUse> Uses);

/// <param name="Variants">The most used first; of requests whose spans are stored, each by its weight.</param>
public sealed record FlagUse(string Operation, string Service, string Environment, IReadOnlyList<OperationPart> Variants)
{
    /// <summary>What the variant that is used most did against what switches it off, by thirds of load; empty where that cannot be told.</summary>
    public IReadOnlyList<FlagLoad> ByLoad { get; init; } = [];
}

/// <param name="Flag">A declared one.</param>
public sealed record OperationFlag(string Flag, IReadOnlyList<FlagUse> Uses);

internal static class FlagsAnswer
{
    /// <summary>Of operations for one flag, and of flags for one operation: every one reads spans of its time.</summary>
    private const int Most = 12;

    /// <summary>An operation where a service answered it.</summary>
    private readonly record struct Answered(string Service, string Environment, string Operation);

    public static async Task<FlagShown> OfAsync(AnswerService asked, string flag, TimeRange range, CancellationToken cancellation)
    {
        var declared = asked.Plan.Flags.FirstOrDefault(f => f.Name == flag);
        var uses = await UsesAsync(asked, flag, await LivesAsync(asked, null, range, cancellation), range, cancellation);
        return declared is null && uses.Count == 0
            ? throw new QuestionException($"The plan declares no flag \"{flag}\", and no request from {range.From:u} to {range.To:u} evaluated one of that name.")
            : new(flag, declared?.Description ?? "", declared?.Owner ?? "", declared?.Expires ?? "", declared is not null, range.From, range.To, uses);
    }

    /// <summary>The declared flags that requests of one operation evaluated.</summary>
    public static async Task<IReadOnlyList<OperationFlag>> OfOperationAsync(AnswerService asked, string operation, TimeRange range, CancellationToken cancellation)
    {
        var lives = await LivesAsync(asked, operation, range, cancellation);
        var flags = new List<OperationFlag>();
        foreach (var flag in asked.Plan.Flags.Take(Most))
        {
            flags.Add(new(flag.Name, await UsesAsync(asked, flag.Name, lives, range, cancellation)));
        }

        return [.. flags.Where(f => f.Uses.Count > 0)];
    }

    /// <param name="operation">Null: all.</param>
    private static async Task<IReadOnlyList<Answered>> LivesAsync(AnswerService asked, string? operation, TimeRange range, CancellationToken cancellation) =>
        [.. (await asked.AskAsync(new LifeQuestion(range), cancellation)).Where(l => operation is null || l.Operation == operation)
            .GroupBy(l => new Answered(l.Service, l.Environment, l.Operation)).OrderByDescending(g => g.Sum(l => l.Requests)).Take(Most).Select(g => g.Key)];

    private static async Task<IReadOnlyList<FlagUse>> UsesAsync(AnswerService asked, string flag, IReadOnlyList<Answered> lives, TimeRange range, CancellationToken cancellation)
    {
        var block = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((range.To - range.From).TotalSeconds / 60)));
        var uses = new List<FlagUse>();
        foreach (var (service, environment, operation) in lives)
        {
            var arms = await asked.AskAsync(new FlagQuestion(flag, operation, service, environment, range, block), cancellation);
            if (arms.Count > 0)
            {
                IReadOnlyList<OperationPart> variants = [.. arms.Select(a => new OperationPart(a.Version, OperationAnswer.Numbers(a.Replicates, range.To - range.From))).OrderByDescending(p => p.Numbers.Requests)];
                uses.Add(new(operation, service, environment, variants) { ByLoad = FlagVariants.Pair([.. variants.Select(v => v.Name)]) is { } pair ? FlagLoads.Of(arms.First(a => a.Version == pair.Off), arms.First(a => a.Version == pair.On)) : [] });
            }
        }

        return uses;
    }
}
