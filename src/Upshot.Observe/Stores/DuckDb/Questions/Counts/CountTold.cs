using System.Runtime.InteropServices;
using Upshot.Observe.Stores.AnswerParts;

namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>Adds up what is kept and what is not sealed to what a question asks.</summary>
internal sealed class CountTold(HourParts parts, IReadOnlyList<(CountedName Name, string? Environment)> asked, CountTable table, Snapshot snapshot)
{
    /// <param name="hours">Sums by hour.</param>
    /// <param name="minutes">Sums by minute, of the hours of <paramref name="by"/>.</param>
    /// <param name="by">The hours of which minutes are told.</param>
    public IReadOnlyList<IReadOnlyList<CountSum>> Of(
        IReadOnlyDictionary<CountedName, Dictionary<(string Environment, long Hour), CountSum>> hours, IReadOnlyDictionary<long, Dictionary<CountedName, List<CountedPart>>> minutes, IReadOnlyList<long> by)
    {
        var unsealed = snapshot.Segments.SelectMany(table.Unsealed).ToLookup(p => p.Name);
        var told = new Dictionary<long, CountSum>();
        return [.. asked.Select(one =>
        {
            // Used again for each: it is large.
            told.Clear();
            foreach (var ((environment, hour), sum) in hours.TryGetValue(one.Name, out var sums) ? sums : [])
            {
                if (Is(environment, one.Environment) && IsOfHours(hour))
                {
                    Add(told, hour, sum);
                }
            }

            foreach (var part in by.SelectMany(hour => minutes[hour].TryGetValue(one.Name, out var counted) ? counted : []).Concat(unsealed[one.Name]).Where(p => Is(p.Environment, one.Environment)))
            {
                // A minute that is told alone stands at its own time; what belongs to a whole hour, at the hour's.
                var hour = part.Sum.First / CountedHours.Nanos * CountedHours.Nanos;
                if (IsOfMinutes(part.Sum.First))
                {
                    Add(told, part.Sum.First, part.Sum);
                }
                else if (IsOfHours(hour))
                {
                    Add(told, hour, part.Sum);
                }
            }

            return told.Values.OrderBy(s => s.Last).ToList();
        })];
    }

    private bool IsOfMinutes(long minute) => Is(parts.Minutes, minute);

    private bool IsOfHours(long hour) => Is(parts.Hours, hour);

    private static bool Is(IReadOnlyList<(long From, long To)> parts, long time)
    {
        foreach (var part in parts)
        {
            if (time >= part.From && time < part.To)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Is(string environment, string? asked) => asked is null || environment == asked;

    private static void Add(Dictionary<long, CountSum> told, long at, CountSum sum)
    {
        ref var there = ref CollectionsMarshal.GetValueRefOrAddDefault(told, at, out var isThere);
        there = isThere ? there + sum : sum;
    }
}
