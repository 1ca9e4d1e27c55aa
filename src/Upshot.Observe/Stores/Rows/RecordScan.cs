namespace Upshot.Observe.Stores.Rows;

/// <summary>Rows, one after the other.</summary>
internal abstract class RecordScan
{
    /// <summary>Writes the next row; false when there is none.</summary>
    public abstract bool Next(ColumnChunk chunk);
}
