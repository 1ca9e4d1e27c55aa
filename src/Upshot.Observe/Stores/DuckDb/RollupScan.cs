using System.Text;
using Upshot.Observe.Rollup;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Rollups that are not sealed yet, as rows of the table <c>rollups</c>.</summary>
internal sealed class RollupScan(IReadOnlyList<RollupRow> rows) : RecordScan
{
    public static readonly Column[] Columns =
    [
        new("minute", ColumnType.Timestamp),
        new("operation", ColumnType.Text),
        new("service", ColumnType.Text),
        new("route", ColumnType.Text),
        new("kind", ColumnType.TinyInteger),
        new("version", ColumnType.Text),
        new("environment", ColumnType.Text),
        new("instance", ColumnType.Text),
        new("requests", ColumnType.Integer),
        new("errors", ColumnType.Integer),
        new("sum_ns", ColumnType.Integer),
        new("histogram", ColumnType.Blob),
        new("good_variance", ColumnType.Double),
        new("bad_variance", ColumnType.Double),
        new("good_weight", ColumnType.Integer),
        new("bad_weight", ColumnType.Integer),
        new("histogram_variance", ColumnType.Blob),
    ];

    private int _next;

    public override bool Next(ColumnChunk chunk)
    {
        if (_next == rows.Count)
        {
            return false;
        }

        var row = rows[_next++];
        chunk.SetInteger(0, row.Minute);
        if (row.Operation.Length > 0)
        {
            chunk.CopyText(1, Encoding.UTF8.GetBytes(row.Operation));
        }

        AttributeWriter.SetText(chunk, 2, row.Resource.ServiceText);
        chunk.CopyText(3, Encoding.UTF8.GetBytes(row.Route));
        chunk.SetByte(4, row.Kind);
        AttributeWriter.SetText(chunk, 5, row.Resource.VersionText);
        AttributeWriter.SetText(chunk, 6, row.Resource.EnvironmentText);
        AttributeWriter.SetText(chunk, 7, row.Resource.ProcessText);
        chunk.SetInteger(8, row.Requests);
        chunk.SetInteger(9, row.Errors);
        chunk.SetInteger(10, row.SumNanos);
        if (chunk.Reads(11))
        {
            chunk.CopyText(11, row.Latency.ToBytes());
        }

        chunk.SetDouble(12, row.Sampling.Good);
        chunk.SetDouble(13, row.Sampling.Bad);
        chunk.SetInteger(14, row.Sampling.GoodWeight);
        chunk.SetInteger(15, row.Sampling.BadWeight);
        if (row.LatencyVariance is { } variance && chunk.Reads(16))
        {
            chunk.CopyText(16, variance.ToBytes());
        }

        chunk.NextRow();
        return true;
    }
}

/// <summary>Counts of objectives that are not sealed yet, as rows of the table <c>objective_minutes</c>.</summary>
internal sealed class ObjectiveScan(IReadOnlyList<ObjectiveRow> rows) : RecordScan
{
    public static readonly Column[] Columns =
    [
        new("minute", ColumnType.Timestamp),
        new("objective", ColumnType.Text),
        new("definition", ColumnType.Text),
        new("version", ColumnType.Text),
        new("environment", ColumnType.Text),
        new("good", ColumnType.Integer),
        new("total", ColumnType.Integer),
        new("good_variance", ColumnType.Double),
        new("bad_variance", ColumnType.Double),
        new("good_weight", ColumnType.Integer),
        new("bad_weight", ColumnType.Integer),
    ];

    private int _next;

    public override bool Next(ColumnChunk chunk)
    {
        if (_next == rows.Count)
        {
            return false;
        }

        var row = rows[_next++];
        chunk.SetInteger(0, row.Minute);
        chunk.CopyText(1, Encoding.UTF8.GetBytes(row.Objective.Name));
        chunk.CopyText(2, Encoding.UTF8.GetBytes(row.Objective.Definition));
        chunk.CopyText(3, Encoding.UTF8.GetBytes(row.Version));
        chunk.CopyText(4, Encoding.UTF8.GetBytes(row.Environment));
        chunk.SetInteger(5, row.Good);
        chunk.SetInteger(6, row.Total);
        chunk.SetDouble(7, row.Sampling.Good);
        chunk.SetDouble(8, row.Sampling.Bad);
        chunk.SetInteger(9, row.Sampling.GoodWeight);
        chunk.SetInteger(10, row.Sampling.BadWeight);
        chunk.NextRow();
        return true;
    }
}
