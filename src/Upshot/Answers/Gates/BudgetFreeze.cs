using System.Globalization;
using Upshot.Plan;

namespace Upshot.Answers.Gates;

/// <summary>What the plan's budget policy says of a release now.</summary>
internal static class BudgetFreeze
{
    /// <summary>Why it is frozen; null: it is not.</summary>
    /// <param name="operations">In which the release takes part; of a release without requests all.</param>
    public static async Task<string?> OfAsync(AnswerService asked, string release, IReadOnlyCollection<string> operations, CancellationToken cancellation)
    {
        var rules = asked.Plan.Budget.Rules.Where(r => r.Freezes).ToList();
        var objectives = asked.Plan.Objectives.Where(o => operations.Count == 0 || operations.Contains(o.Operation)).ToList();
        if (rules.Count == 0 || objectives.Count == 0)
        {
            return null;
        }

        foreach (var status in await StatusAnswer.AllAsync(asked, objectives, cancellation))
        {
            if (status.Consumed is { } consumed && rules.Where(r => 1 - consumed <= r.Remaining && !IsExcepted(r, release, asked.Now)).MinBy(r => r.Remaining) is { } rule)
            {
                return $"{status.Objective} has {Percent(Math.Max(0, 1 - consumed))} of its budget left, and the plan lets no release pass at {Percent(rule.Remaining)} or less: {rule.Action.TrimEnd('.')}. An exception with an end would let {release} pass.";
            }
        }

        return null;
    }

    private static bool IsExcepted(BudgetRule rule, string release, DateTimeOffset now) => rule.Exceptions.Any(e => e.Release == release && now.UtcDateTime.Date <= e.Until);

    private static string Percent(double share) => (100 * share).ToString("0.#", CultureInfo.InvariantCulture) + " %";
}
