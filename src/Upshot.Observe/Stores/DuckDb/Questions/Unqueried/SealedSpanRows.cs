using System.Text;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>A row group of a sealed file.</summary>
internal sealed class SealedSpanRows(StoredRows rows) : ISpanRows
{
    public int Count => rows.Count;

    public void Numbers(Column column, long[] into)
    {
        var values = rows.Column(column);
        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = values.ValueOf(row) is >= 0 and var value ? values.Number(value) : 0;
        }
    }

    public void Traces(Column column, UInt128[] into)
    {
        var values = rows.Column(column);
        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = values.ValueOf(row) is >= 0 and var value ? values.Uuid(value) : 0;
        }
    }

    public void Names(Column column, NumberedNames names, int[] into)
    {
        var values = rows.Column(column);
        var numbers = new int[values.Count];
        for (var value = 0; value < numbers.Length; value++)
        {
            numbers[value] = names.Of(Encoding.UTF8.GetString(values.Text(value)));
        }

        for (var row = 0; row < rows.Count; row++)
        {
            into[row] = values.ValueOf(row) is >= 0 and var value ? numbers[value] : 0;
        }
    }
}
