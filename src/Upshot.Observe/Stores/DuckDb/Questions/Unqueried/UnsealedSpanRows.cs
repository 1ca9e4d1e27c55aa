using System.Globalization;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>The spans of a request that is not sealed.</summary>
internal sealed class UnsealedSpanRows(IReadOnlyList<StoredRow> rows, IReadOnlyList<Column> columns) : ISpanRows
{
    public int Count => rows.Count;

    public void Numbers(Column column, long[] into)
    {
        var at = PlaceOf(column);
        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = rows[row].IsNull(at) ? 0 : rows[row].Number(at);
        }
    }

    public void Traces(Column column, UInt128[] into)
    {
        var at = PlaceOf(column);
        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = UInt128.Parse(rows[row].Text(at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }
    }

    public void Names(Column column, NumberedNames names, int[] into)
    {
        var at = PlaceOf(column);
        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = rows[row].IsNull(at) ? 0 : names.Of(rows[row].Text(at));
        }
    }

    private int PlaceOf(Column column) => columns.TakeWhile(c => c != column).Count();
}
