namespace Upshot.Pages.Traces;

/// <summary>Pieces of time as they can be drawn: what a screen would not tell apart is one, so that a span with 50,000 children is no page of megabytes.</summary>
internal static class DrawnPieces
{
    private const int MostOnAPage = 1_500, FewestOfARow = 4, FinestOfWidth = 500;

    /// <param name="rows">How many rows share the page.</param>
    /// <param name="whole">The width, in milliseconds.</param>
    public static IReadOnlyList<Piece> Of(IEnumerable<Piece> pieces, int rows, double whole)
    {
        var drawn = pieces.OrderBy(p => p.From).ToList();
        var most = Math.Max(FewestOfARow, MostOnAPage / Math.Max(1, rows));
        for (var gap = whole / FinestOfWidth; drawn.Count > most; gap *= 2)
        {
            drawn = Joined(drawn, gap);
        }

        return drawn;
    }

    private static List<Piece> Joined(List<Piece> pieces, double gap)
    {
        var joined = new List<Piece> { pieces[0] };
        foreach (var piece in pieces.Skip(1))
        {
            var last = joined[^1];
            if (piece.From - (last.From + last.Length) <= gap)
            {
                joined[^1] = new(last.From, Math.Max(last.Length, piece.From + piece.Length - last.From));
            }
            else
            {
                joined.Add(piece);
            }
        }

        return joined;
    }
}
