namespace Upshot.Observe.Stores.DuckDb.Questions.Counts;

/// <summary>Requests of routes by a piece of time of one length, such as an hour.</summary>
/// <param name="length">Nanoseconds.</param>
internal sealed class RouteTier(long length)
{
    private readonly SortedDictionary<long, Dictionary<RouteName, RoutePart>> _pieces = [];

    /// <summary>About how many bytes are kept.</summary>
    public long Size { get; private set; }

    /// <summary>The piece that a time lies in, by its start.</summary>
    public long PieceOf(long nanos) => nanos / length * length;

    public void Add(long piece, RouteName name, RoutePart part)
    {
        if (!_pieces.TryGetValue(piece, out var routes))
        {
            _pieces[piece] = routes = [];
        }

        if (routes.TryGetValue(name, out var kept))
        {
            Size -= kept.Size;
            part = RouteSum.Together(kept, part);
        }

        Size += part.Size;
        routes[name] = part;
    }

    /// <summary>Forgets all but the latest pieces.</summary>
    /// <returns>The start of the oldest that is left; null: nothing was forgotten.</returns>
    public long? KeepLatest(int count)
    {
        if (_pieces.Count <= count)
        {
            return null;
        }

        foreach (var piece in _pieces.Keys.Take(_pieces.Count - count).ToList())
        {
            Size -= _pieces[piece].Values.Sum(p => p.Size);
            _pieces.Remove(piece);
        }

        return _pieces.Keys.First();
    }

    /// <summary>Adds what is kept of a range of whole pieces.</summary>
    public void AddTo(Dictionary<RouteName, RouteSum> sums, long from, long to)
    {
        foreach (var (_, routes) in _pieces.SkipWhile(p => p.Key < from).TakeWhile(p => p.Key < to))
        {
            foreach (var (name, part) in routes)
            {
                RouteSum.Add(sums, name, part);
            }
        }
    }
}
