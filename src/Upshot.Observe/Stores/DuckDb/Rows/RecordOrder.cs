using System.IO.Hashing;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.DuckDb.Rows;

/// <summary>
/// Sorts records by service, name, series and time without comparing a text more often than there are different ones: each
/// (service, name, series) gets its rank, then numbers are sorted. A tenth of the time of sorting whole rows in the database.
/// </summary>
internal static class RecordOrder
{
    private readonly record struct Group(string Service, byte[] Name, UInt128 Series);

    public static IEnumerable<RecordPlace> Sorted(RecordReader reader, IReadOnlyList<RequestBytes> requests)
    {
        var places = new List<RecordPlace>();
        var groups = new List<int>();
        var times = new List<ulong>();
        var groupOf = new Dictionary<(string Service, UInt128 Name, UInt128 Series), int>();
        var names = new List<Group>();
        foreach (var request in requests)
        {
            foreach (var place in reader.Records(request))
            {
                var (name, time, series) = reader.SortKey(place);
                var key = (place.Resource.Service, XxHash128.HashToUInt128(name.Span), series);
                if (!groupOf.TryGetValue(key, out var group))
                {
                    groupOf[key] = group = names.Count;
                    names.Add(new(place.Resource.Service, name.Span.ToArray(), series));
                }

                places.Add(place);
                groups.Add(group);
                times.Add(time);
            }
        }

        var ranks = Ranks(names);
        var keys = new (int Rank, ulong Time)[places.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            keys[i] = (ranks[groups[i]], times[i]);
        }

        var order = new int[places.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(keys, order);
        return order.Select(i => places[i]);
    }

    private static int[] Ranks(List<Group> names)
    {
        var sorted = Enumerable.Range(0, names.Count).ToArray();
        Array.Sort(sorted, (a, b) =>
        {
            var byService = string.CompareOrdinal(names[a].Service, names[b].Service);
            if (byService != 0)
            {
                return byService;
            }

            var byName = names[a].Name.AsSpan().SequenceCompareTo(names[b].Name);
            return byName != 0 ? byName : names[a].Series.CompareTo(names[b].Series);
        });
        var ranks = new int[names.Count];
        for (var i = 0; i < sorted.Length; i++)
        {
            ranks[sorted[i]] = i;
        }

        return ranks;
    }
}
