using DuckDB.NET.Data;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Otlp;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>Looks into files of spans of which the catalog does not know what they hold; asked to look again, into all of them.</summary>
internal sealed class SpanContentsCheck(Catalog catalog, ParquetWriter parquet, ILogger log)
{
    /// <param name="file">Proven to be whole.</param>
    public void Run(SealedFile file, bool again)
    {
        if (file.Signal != TelemetrySignal.Traces || file.Hash is not { } hash || (file.Contents is not null && !again))
        {
            return;
        }

        try
        {
            var found = parquet.ContentsOf(file.Signal, file.Path, hash)!;
            if (file.Contents?.ToJson() == found.ToJson())
            {
                return;
            }

            if (file.Contents is not null)
            {
                log.LogWarning("The catalog was wrong about which services and operations parquet/{Name} holds: that is mended", file.Name);
            }

            file.Contents = found;
            catalog.Together(connection => ListedFiles.Keep(connection, file));
        }
        catch (DuckDBException e)
        {
            // Nothing rests on it: a file that nobody has looked into is asked like any other.
            file.Contents = null;
            log.LogWarning("What parquet/{Name} holds cannot be written down: {Reason}", file.Name, e.Message);
        }
    }
}
