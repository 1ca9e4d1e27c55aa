using Upshot.Answers.Operations;
using Upshot.Evidence;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Answers;

/// <summary>What requests did by the variant of a flag that they evaluated.</summary>
/// <param name="IsDeclared">False: the plan has no such flag.</param>
/// <param name="Expires">yyyy-MM-dd; empty: never.</param>
public sealed record FlagShown(string Flag, string Description, string Owner, string Expires, bool IsDeclared, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<FlagUse> Uses);

/// <param name="Variants">The most used first; of requests whose spans are stored, each by its weight.</param>
public sealed record FlagUse(string Operation, string Service, string Environment, IReadOnlyList<OperationPart> Variants);

internal static class FlagsAnswer
{
    /// <summary>Every one reads spans of its time.</summary>
    private const int MostOperations = 12;

    public static async Task<FlagShown> OfAsync(AnswerService asked, string flag, TimeRange range, CancellationToken cancellation)
    {
        var declared = asked.Plan.Flags.FirstOrDefault(f => f.Name == flag);
        var lives = (await asked.AskAsync(new LifeQuestion(range), cancellation)).GroupBy(l => (l.Service, l.Environment, l.Operation)).OrderByDescending(g => g.Sum(l => l.Requests)).Take(MostOperations);
        var block = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((range.To - range.From).TotalSeconds / 60)));
        var uses = new List<FlagUse>();
        foreach (var life in lives)
        {
            var arms = await asked.AskAsync(new FlagQuestion(flag, life.Key.Operation, life.Key.Service, life.Key.Environment, range, block), cancellation);
            if (arms.Count > 0)
            {
                uses.Add(new(life.Key.Operation, life.Key.Service, life.Key.Environment, [.. arms.Select(a => new OperationPart(a.Version, OperationAnswer.Numbers(a.Replicates, range.To - range.From))).OrderByDescending(p => p.Numbers.Requests)]));
            }
        }

        return declared is null && uses.Count == 0
            ? throw new QuestionException($"The plan declares no flag \"{flag}\", and no request from {range.From:u} to {range.To:u} evaluated one of that name.")
            : new(flag, declared?.Description ?? "", declared?.Owner ?? "", declared?.Expires ?? "", declared is not null, range.From, range.To, uses);
    }
}
