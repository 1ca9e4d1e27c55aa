using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.Rows;

/// <summary>Writes records as rows.</summary>
internal abstract class RowWriter
{
    /// <summary>False when the record is one of those that were refused at the door.</summary>
    public abstract bool Write(in RecordPlace place, ColumnChunk chunk);
}
