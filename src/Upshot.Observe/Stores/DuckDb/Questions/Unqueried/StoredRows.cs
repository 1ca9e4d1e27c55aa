using System.Text;
using Microsoft.Win32.SafeHandles;
using Upshot.Observe.Stores.Parquet;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb.Questions.Unqueried;

/// <summary>A row group of a sealed file, read column by column without SQL.</summary>
internal sealed class StoredRows(SafeFileHandle file, GroupLayout group, ColumnReader values)
{
    public int Count => group.Rows;

    /// <summary>Has <see cref="ColumnReader"/> hold a column of all rows, until the next is read.</summary>
    public ColumnReader Column(Column column)
    {
        values.Read(file, group.Columns.GetValueOrDefault(column.Name), column.Type, group.Rows);
        return values;
    }

    /// <summary>Some rows, with some columns.</summary>
    public List<StoredRow> Take(IReadOnlyList<int> rows, IReadOnlyList<Column> columns)
    {
        List<StoredRow> taken = [.. rows.Select(_ => new StoredRow(columns.Count))];
        for (var column = 0; column < columns.Count; column++)
        {
            // A column without a value needs no look.
            if (group.Columns.GetValueOrDefault(columns[column].Name) is { HasValues: true })
            {
                Take(rows, column, columns[column], taken);
            }
        }

        return taken;
    }

    private void Take(IReadOnlyList<int> rows, int place, Column column, List<StoredRow> into)
    {
        Column(column);
        for (var i = 0; i < rows.Count; i++)
        {
            if (values.ValueOf(rows[i]) is not (>= 0 and var value))
            {
                continue;
            }

            switch (column.Type)
            {
                case ColumnType.Text or ColumnType.Json:
                    into[i].Set(place, Encoding.UTF8.GetString(values.Text(value)));
                    break;
                case ColumnType.Uuid:
                    into[i].Set(place, values.Uuid(value));
                    break;
                default:
                    into[i].Set(place, values.Number(value));
                    break;
            }
        }
    }
}
